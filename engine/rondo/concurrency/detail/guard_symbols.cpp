// SPDX-License-Identifier: MIT
#include <rondo/concurrency/detail/guard_symbols.h>

#include <algorithm>
#include <cstring>
#include <elf.h>
#include <fstream>

namespace rondo::concurrency::detail {

namespace {

// Of the file's bytes, `count` records from an offset; none when the file does not hold them all.
template <class Record>
std::vector<Record> records(std::ifstream& file, std::uint64_t size, std::uint64_t offset,
                            std::uint64_t count) {
    if (offset > size || count > (size - offset) / sizeof(Record))
        return {};
    std::vector<Record> found(count);
    file.seekg(static_cast<std::streamoff>(offset));
    file.read(reinterpret_cast<char*>(found.data()), static_cast<std::streamsize>(count * sizeof(Record)));
    return file ? found : std::vector<Record>{};
}

} // namespace

ObjectSymbols::ObjectSymbols(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    const auto end = file.tellg();
    if (end <= 0)
        return;
    const auto size = static_cast<std::uint64_t>(end);
    const auto headers = records<Elf64_Ehdr>(file, size, 0, 1);
    if (headers.empty() || std::memcmp(headers[0].e_ident, ELFMAG, SELFMAG) != 0 ||
        headers[0].e_ident[EI_CLASS] != ELFCLASS64)
        return;
    const auto sections = records<Elf64_Shdr>(file, size, headers[0].e_shoff, headers[0].e_shnum);
    for (const Elf64_Shdr& section : sections) {
        if (section.sh_type != SHT_SYMTAB || section.sh_link >= sections.size())
            continue;
        const Elf64_Shdr& strings = sections[section.sh_link];
        const auto names = records<char>(file, size, strings.sh_offset, strings.sh_size);
        for (const Elf64_Sym& symbol :
             records<Elf64_Sym>(file, size, section.sh_offset, section.sh_size / sizeof(Elf64_Sym))) {
            if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_value == 0 ||
                symbol.st_name >= names.size())
                continue;
            const char* name = names.data() + symbol.st_name;
            functions_.push_back({symbol.st_value, symbol.st_size,
                                  std::string(name, strnlen(name, names.size() - symbol.st_name))});
        }
    }
    std::sort(functions_.begin(), functions_.end(),
              [](const Function& left, const Function& right) { return left.begin < right.begin; });
}

const ObjectSymbols::Function* ObjectSymbols::around(std::uint64_t address) const noexcept {
    auto next = std::upper_bound(
        functions_.begin(), functions_.end(), address,
        [](std::uint64_t wanted, const Function& function) { return wanted < function.begin; });
    if (next == functions_.begin())
        return nullptr;
    const Function& function = *--next;
    return address - function.begin < function.size ? &function : nullptr;
}

} // namespace rondo::concurrency::detail
