# SPDX-License-Identifier: MIT
"""The project's files as the rules see them: text, include lines, function lengths."""
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

CODE = {".h", ".cpp", ".c"}
SCRIPTS = {".py", ".sh", ".lua"}
SKIPPED_FOLDERS = {".git", ".cache", "__pycache__"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
# Comments, strings and characters; a raw string ends at its own delimiter.
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
                      re.DOTALL)
SCOPE = re.compile(r"(inline\s+)?(namespace|class|struct|union|enum|extern)\b")
NOT_NAMES = {"requires", "noexcept", "alignas", "decltype", "explicit", "sizeof"}


@dataclass
class Function:
    name: str
    line: int
    lines: int


@dataclass
class SourceFile:
    path: str  # relative to the project, with /
    text: str

    @property
    def suffix(self):
        return Path(self.path).suffix

    @property
    def is_code(self):
        return self.suffix in CODE

    @property
    def line_count(self):
        return self.text.count("\n")

    @cached_property
    def includes(self):
        return [(match.group(1), self.text.count("\n", 0, match.start(1)) + 1)
                for match in INCLUDE.finditer(self.text)]

    @cached_property
    def bare(self):
        """The text without comments and strings, line for line."""
        return NOT_CODE.sub(lambda match: ("" if match.group(0).startswith("/") else '""')
                            + "\n" * match.group(0).count("\n"), self.text)

    @cached_property
    def functions(self):
        return list(find_functions(re.sub(r'^\s*#.*?(?<!\\)$', "", self.bare, flags=re.MULTILINE)))


def find_functions(bare):
    """Functions outside other functions: a brace after a parameter list, in no scope but namespaces and types."""
    stack = []
    head_start = 0
    parentheses = 0
    for match in re.finditer(r"[{}();]", bare):
        mark, position = match.group(0), match.start()
        if mark in "()":
            parentheses += 1 if mark == "(" else -1
        elif parentheses > 0:
            continue  # a lambda or an initialiser among arguments belongs to what is around it
        elif mark == "{":
            head = bare[head_start:position]
            stack.append(opened(head, [kind for kind, _, _ in stack], head_start))
            head_start = position + 1 if stack[-1][0] == "scope" else head_start
        elif mark == "}" and stack:
            kind, name, start = stack.pop()
            if kind == "function":
                first = start + len(bare[start:]) - len(bare[start:].lstrip())
                yield Function(name, bare.count("\n", 0, first) + 1, bare.count("\n", first, position) + 1)
            if kind != "inner":
                # `{…}` in an initialiser list is followed by more of the same head.
                head_start = position + 1 if kind != "initialiser" else head_start
        elif mark == ";" and all(kind == "scope" for kind, _, _ in stack):
            head_start = position + 1


def opened(head, kinds, start):
    """What a brace opens, judged by the text before it."""
    if any(kind != "scope" for kind in kinds):
        return "inner", "", start
    head = without_template(head)
    if SCOPE.match(head):
        return "scope", "", start
    if "(" not in head:
        return "initialiser", "", start
    members = re.search(r"\)(?:\s|const|noexcept)*(?<!:):(?!:)(.*)$", head, re.DOTALL)
    if members and re.search(r"[\w>]\s*$", members.group(1)):
        return "initialiser", "", start  # a member initialised with braces before a constructor's body
    names = [name for name in re.findall(r"(~?\w+)\s*\(", head) if name not in NOT_NAMES]
    return "function", names[0] if names else "?", start


def without_template(head):
    """The head without access labels and template parameters, which may hold the words class and struct."""
    head = re.sub(r"^\s*((public|private|protected)\s*:\s*)*", "", head)
    while match := re.match(r"template\s*<", head):
        depth, position = 1, match.end()
        while depth > 0 and position < len(head):
            depth += {"<": 1, ">": -1}.get(head[position], 0)
            position += 1
        head = head[position:].lstrip()
    return head


class SourceTree:
    def __init__(self, root):
        self.root = Path(root)
        self.files = [SourceFile(str(path.relative_to(self.root)).replace("\\", "/"), text)
                      for path in sorted(self.walk(self.root)) if (text := read_text(path)) is not None]
        self.by_path = {file.path: file for file in self.files}

    def walk(self, folder):
        for path in folder.iterdir():
            if path.is_dir():
                if path.name not in SKIPPED_FOLDERS and not (folder == self.root and path.name.startswith("build")):
                    yield from self.walk(path)
            elif path.is_file():
                yield path

    @property
    def code(self):
        return [file for file in self.files if file.is_code]

    @cached_property
    def declared_arrows(self):
        """module -> the modules that its rondo_add_module names under DEPENDS."""
        arrows = {}
        for file in self.files:
            if re.fullmatch(r"engine/rondo/\w+/CMakeLists\.txt", file.path):
                text = re.sub(r"#[^\n]*", "", file.text)
                for call in re.finditer(r"rondo_add_module\s*\(([^)]*)\)", text):
                    words = call.group(1).split()
                    arrows[words[0]] = list(words_after("DEPENDS", words))
        return arrows


def words_after(keyword, words):
    taking = False
    for word in words[1:]:
        if word in ("SOURCES", "DEPENDS", "PRIVATE"):
            taking = word == keyword
        elif taking:
            yield word


def read_text(path):
    try:
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError):
        return None
