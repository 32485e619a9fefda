"""A preprocessor for mdBook. A link that leads out of docs/ becomes its words: the book is read without the repository."""
import json
import re
import sys


def visit(value):
    if isinstance(value, list):
        for one in value:
            visit(one)
    elif isinstance(value, dict):
        if value.get("path") and "content" in value:
            out = re.escape("../" * (value["path"].count("/") + 1))
            value["content"] = re.sub(rf"\[([^]]*)\]\({out}[^)]*\)", r"\1", value["content"])
        for one in value.values():
            visit(one)


if sys.argv[1:2] != ["supports"]:
    _context, book = json.load(sys.stdin)
    visit(book)
    json.dump(book, sys.stdout)
