"""Awkward texts: what somebody might type, paste, or send."""

TEXTS = (
    # markup, of this program's libraries and of others
    "[bold]not bold[/bold]", "[/]", "[red]", "[link=http://example.org]x[/link]", ":smile: :warning:", "[[x]]",
    "\\[x\\]", "back\\slash\\", "{{ 7 * 7 }}", "{% for x in y %}", "{#", "<script>alert(1)</script>", "<b>&amp;</b>",
    "# heading", "* point", "`code` **bold**", "| a | b |", "--- \n---", "![x](http://example.org/x.png)",
    # formulas, formats, shells, paths
    "=1+1", "+1", "@SUM(A1)", "\t=1", "%s %d %(a)s", "{0} {x}", "$HOME", "$(touch pwned)", "`touch pwned`",
    "; rm -rf x", "a && b", "'\"'", "~root", "../../etc/passwd", "C:\\x", "/", ".",
    "x\ny", "a\tb", " x ", "  two  spaces  ",
    # SQL and search
    "'; DROP TABLE questions; --", '" OR 1=1', "a NEAR b", "a AND OR NOT", '"', '""', "*", "a*", "(", "col:x", "^x",
    "-x -y", "NULL", "null", "None", "0", "1e999", "nan", "-1", "99999999999999999999", "q1", "g999999999", "Q1",
    "q01", "s-1",
    # signs
    "é", "e\u0301", "ﬁ ½ ①", "日本語のメモ", "‏שלום עולם", "مرحبا", "👩‍👩‍👧‍👦 🇬🇧 ✈️", "a\u200bb", "\u200b",
    "\ufeffx", "e" + "\u0301" * 40,
    "İıßẞ", "\u00a0", "x\u00a0y", "Z͑ͫ̓a̴l͍g̘o", "x" * 200, "x" * 201, "word " * 2000, "é" * 10_000, "x" * 10_000,
    # what a terminal would obey, or would show as another text; NUL and halves of characters
    "\x1b[31mred\x1b[0m", "\x1b]8;;http://example.org\x07x\x1b]8;;\x07", "\x1b]52;c;aGk=\x07", "\x1b]0;title\x07",
    "\x9b31m", "a\x00b", "\x00", "a\rb", "a\x07", "a\x7f", "\x85", "a\u202eb", "a\u2066b", "a\u2028b", "a\ud800b",
    "caf\udce9", "\x1bP+q\x1b\\", "\x1b[200~x\x1b[201~", "", " ", "\n", "\r\n", "a\r\nb",
    # words that mean something to a command line
    "-", "--", "---", "-x", "-5 % less", "--flag", "--json", "--help", "--no-input", "-h", "x=y", "=", "=x", "text=",
)  # fmt: skip
