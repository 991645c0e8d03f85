# SPDX-License-Identifier: MIT
"""readme_check.py ROOT: the code blocks of the Markdown files equal regions of files that are compiled and run.

A block that stands under a line `<!-- PATH REGION -->` must equal the lines of PATH between `// [REGION]` and
`// [/REGION]` (in CMake and shell files `# [REGION]`), less their common indentation. Every block of C++, C
or CMake must have such a line.
"""
import re
import sys
import textwrap
from pathlib import Path

BLOCK = re.compile(r"(?:<!-- (\S+) (\S+) -->\n+)?^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def region(root, path, name):
    text = (root / path).read_text(encoding="utf-8") if (root / path).is_file() else ""
    mark = re.escape(name)
    found = re.search(rf"^\s*(?://|#) \[{mark}\]\n(.*?)^\s*(?://|#) \[/{mark}\]", text, re.MULTILINE | re.DOTALL)
    return textwrap.dedent(found.group(1)) if found else None


def differences(root, page):
    for path, name, language, block in BLOCK.findall((root / page).read_text(encoding="utf-8")):
        if not path:
            if language in ("cpp", "c", "cmake"):
                yield f"{page}: a {language} block names no file and region: {block.splitlines()[0]}"
            continue
        code = region(root, path, name)
        if code is None:
            yield f"{page}: there is no region [{name}] in {path}"
        elif code != block:
            yield f"{page}: the block of {path} [{name}] differs from the file, which has:\n{code}"


def main():
    root = Path(sys.argv[1])
    pages = [Path("README.md")] + [page.relative_to(root) for page in sorted((root / "engine/docs").glob("*.md"))]
    found = [text for page in pages if (root / page).is_file() for text in differences(root, page)]
    print("\n".join(found + [f"{len(pages)} pages, {len(found)} differences"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
