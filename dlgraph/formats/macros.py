"""What site generators and note apps write into Markdown and CommonMark does not know, turned into what it does.

Hugo's shortcodes, wikilinks, MDN's and Liquid's braces, roles of MyST, abbreviations, callouts: links become Markdown
links, the rest becomes the text a reader would see. Every line stays on its line, and code stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

MEDIA = re.compile(
    r"\.(?:png|jpe?g|gif|svg|webp|bmp|ico|avif|pdf|mp[34]|webm|ogg|wav|m4a|mov|zip|canvas|excalidraw|base|csv|xlsx?|docx?|pptx?)$",
    re.I,
)
# Code comes first, so that what looks like a link or a macro in it is left alone; but a role holds a code span.
_KNOWN = re.compile(
    r"(?P<role>\{(?P<rolename>[A-Za-z][\w:+.-]*)\}(?P<tick>`++)(?P<rolebody>[^`]++)(?P=tick)(?!`))"
    r"|(?P<code>^[ \t>*+-]*(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n(?:.*?^[ \t>]*(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`++)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<shortcode>\{\{[%<](?:(?!\{\{|[%>]\}\}).)*[%>]\}\})"
    r"|(?P<brace>\{\{(?:(?!\{\{|\}\}).)*\}\})"
    r"|(?P<liquid>\{%(?:(?!\{%|%\}).)*%\})"
    r"|(?P<embedded>!?)\[\[(?P<target>[^\[\]|#\n\\]*)(?:#(?P<fragment>[^\[\]|\n\\]*))?(?:\\?\|(?P<shown>[^\[\]\n]*))?\]\]"
    r"|(?P<attributes>\{:[^{}\n]*\}|(?<![ \t])[ \t]++\{[ \t]*[#.][^{}\n]*\}(?=[ \t]*$))"
    r"|(?P<line>^(?:\*\[[^\]\n]+\]:[^\n]*|:{3,}(?:[ \t]*\{?[\w-]+\}?[^\n]*)?|\([\w:.-]+\)=)[ \t]*$)"
    r"|(?P<callout>(?<=^> )\[![\w-]+\][+-]?[ \t]*)"
    r"|(?P<described>(?<=- ): )"
    r"|(?P<hidden>(?<!\S)%%(?:(?!%%|\n[ \t]*\n).)+%%(?!\S))",
    re.S | re.M,
)
# Each of what is known holds one of these, which most paragraphs do not; to look for them takes next to no time.
_SIGNS = ("{", "`", "~~~", "[[", "*[", ":::", ")=", "[!", "- : ", "%%")
_SHORTCODE = re.compile(r"\{\{[%<]\s*/?\s*(?P<name>[\w/.-]+)\s*(?P<arguments>.*?)\s*/?[%>]\}\}", re.S)
_ARGUMENT = re.compile(
    r"(?:(?P<key>[\w-]+)\s*=\s*)?(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s,\"'=]+))"
)
_CALL = re.compile(r"\{\{-?\s*(?P<name>[A-Za-z][\w-]*)\s*(?:\((?P<arguments>.*)\))?\s*-?\}\}", re.S)
_ADDRESS = re.compile(r"\{\{-?\s*[\"'](?P<path>[^\"']*)[\"']\s*\|\s*(?:relative|absolute)_url\s*-?\}\}")
_SITE = re.compile(r"\{\{-?\s*site\.(?:base)?url\s*-?\}\}")
_LINK_TAG = re.compile(r"\{%-?\s*(?:link|post_url)\s+(?P<path>.*?)\s*-?%\}", re.S)
# Jekyll calls a post by its date as well, which is no part of the page's name.
_POST_DATE = re.compile(r"(?<![^/])\d{4}-\d{2}-\d{2}-(?=[^/]+\Z)")
_ROLE_TARGET = re.compile(r"(?P<shown>.*?)\s*<(?P<target>[^<>]+)>", re.S)
_TERM_SHORTCODE = re.compile(r"(?:glossary|gloss|term|define|def)\b|.*(?:glossary|term)", re.I)
# MDN's macros that stand for a link or a mark in running text show their second argument, or else their first.
_SHOWN_CALLS = re.compile(
    r".*xref|HTMLElement|SVGElement|SVGAttr|MathMLElement|HTTP(?:Header|Method|Status)|RFC|WebExtAPIRef", re.I
)
_SILENT_CALLS = re.compile(
    r".*(?:Sidebar|_Inline|_Header|Menu|Next|MenuNext)|(?:API|JS|CSS|HTTP|WebAssembly|Default\w*)Ref|APIRef|Glossary\w+"
    r"|Compat|Specifications|Embed\w+|InteractiveExample|QuickLinks\w*|ListSubpages\w*|SubpagesWith\w*|Previous"
    r"|SeeCompatTable|AvailableInWorkers|SecureContext\w*|Draft|Non-standard\w*|ReadOnlyInline|Optional_inline",
    re.I,
)


def translate(text: str) -> str:
    """Turn what CommonMark does not know into what it does, line for line.

    Args:
        text: Markdown of any site generator or note app.

    Returns:
        As many lines of CommonMark; code is as it was.
    """
    if not any(sign in text for sign in _SIGNS):
        return text
    return _KNOWN.sub(lambda match: _padded(match[0], _shown(match)), text)


def link_only(text: str) -> str:
    """Turn the links that CommonMark does not know into Markdown links, and leave everything else as it stands."""

    def linked(match: re.Match[str]) -> str:
        found = _link(match)
        if found is None or (match["embedded"] and MEDIA.search(match["target"].strip())):
            return match[0]
        # Where an embedded note is only linked to, its name has to be seen.
        name = match["target"].strip().rpartition("/")[2] if found.startswith("[](") else ""
        return _padded(match[0], found.replace("[]", f"[{name}]", 1) if name else found)

    return _KNOWN.sub(linked, text)


def each_text(text: str, change: Callable[[str], str]) -> str:
    """Change what stands outside code, and leave code as it is."""
    pieces: list[str] = []
    at = 0
    for match in _KNOWN.finditer(text):
        if match["code"]:
            pieces += [change(text[at : match.start()]), match[0]]
            at = match.end()
    return "".join([*pieces, change(text[at:])])


def without_code(text: str) -> str:
    """Return a text with its code taken out, every other word on its line."""
    if "`" not in text and "~~~" not in text:
        return text
    return _KNOWN.sub(lambda match: "\n" * match[0].count("\n") if match["code"] else match[0], text)


def media(text: str) -> list[tuple[str, int]]:
    """List the pictures and other files that a note embeds as ``![[name.png]]``, each with its line from 0."""
    return [
        (match["target"].strip(), text.count("\n", 0, match.start()))
        for match in _KNOWN.finditer(text)
        if match["embedded"] and MEDIA.search(match["target"].strip())
    ]


def abbreviations(text: str) -> list[tuple[str, str, int]]:
    """List the abbreviations a page spells out as ``*[HTML]: Hyper Text …``, each with its line from 0."""
    found = []
    for match in _KNOWN.finditer(text) if "*[" in text else ():
        pair = re.match(r"\*\[(.+?)\]:[ \t]*(.*)", match["line"] or "")
        if pair and pair[2].strip():
            found.append((pair[1].strip(), pair[2].strip(), text.count("\n", 0, match.start())))
    return found


def _padded(written: str, shown: str) -> str:
    """Give a replacement the line breaks of what it stands for, so that the lines below keep their numbers."""
    return shown + "\n" * (written.count("\n") - shown.count("\n"))


def _shown(match: re.Match[str]) -> str:
    if match["code"]:
        return match[0]
    found = _link(match)
    if found is not None:
        return found
    if match["role"]:
        name, body = match["rolename"].lower(), match["rolebody"]
        return f"`{body}`" if "code" in name or name in ("math", "kbd", "file") else _role_text(body)
    if match["brace"]:
        call = _CALL.fullmatch(match[0])
        if call and _SHOWN_CALLS.fullmatch(call["name"]):
            words = _arguments(call["arguments"] or "")[0]
            lead = "RFC " if call["name"].upper() == "RFC" and len(words) == 1 else ""
            return lead + next((word for word in (*words[1:2], *words[:1]) if word), "")
        return "" if call and _SILENT_CALLS.fullmatch(call["name"]) else match[0]
    return ""


def _link(match: re.Match[str]) -> str | None:
    """Return the Markdown link or address that a macro stands for; None for any other macro."""
    if match["target"] is not None:
        return _wikilink(match)
    if match["shortcode"]:
        return _shortcode(match["shortcode"])
    if match["brace"]:
        return _brace(match["brace"])
    if match["liquid"]:
        tag = _LINK_TAG.fullmatch(match["liquid"])
        return _quoted(_POST_DATE.sub("", tag["path"].strip("\"' "), count=1)) if tag else None
    if match["role"] and match["rolename"].lower() in ("term", "doc", "std:term", "std:doc"):
        pair = _ROLE_TARGET.fullmatch(match["rolebody"])
        shown, target = (pair["shown"], pair["target"]) if pair else (match["rolebody"], match["rolebody"])
        return f"[{shown or target}]({_quoted(target)})"
    return None


def _wikilink(match: re.Match[str]) -> str:
    target, shown = match["target"].strip(), (match["shown"] or "").strip()
    fragment = (match["fragment"] or "").strip()
    if not target:
        return shown or fragment
    if match["embedded"] and MEDIA.search(target):
        return ""
    # A label may hold a colon, which is not the end of a URL's scheme, or a question mark, which begins no query.
    address = target if "://" in target else target.replace(":", "%3A").replace("?", "%3F")
    anchor = "#" + fragment.replace("<", "").replace(">", "") if fragment else ""
    # What is embedded shows the text of its note; here it stays with that note.
    return f"[{'' if match['embedded'] else shown or target}](<{address}{anchor}>)"


def _shortcode(text: str) -> str | None:
    call = _SHORTCODE.fullmatch(text)
    if not call:
        return None
    words, named = _arguments(call["arguments"])
    if call["name"] in ("ref", "relref"):
        return _quoted(named.get("path") or (words[0] if words else ""))
    if not _TERM_SHORTCODE.match(call["name"]) or text[3:].lstrip().startswith("/"):
        return None
    # A word without a key is the term; a second one, or one under a key for it, is what the reader sees.
    target = next((named[key] for key in ("term_id", "term", "id", "key", "name") if key in named), "")
    target = target or (words[0] if words else named.get("text", ""))
    shown = next((named[key] for key in ("text", "title", "display", "label") if key in named), "")
    shown = shown or (words[1] if len(words) > 1 else target)
    return f"[{shown.strip()}]({_quoted(target)})" if target else None


def _brace(text: str) -> str | None:
    if _SITE.fullmatch(text):
        return ""
    if address := _ADDRESS.fullmatch(text):
        return _quoted(address["path"])
    call = _CALL.fullmatch(text)
    if not call or call["name"].lower() != "glossary" or not call["arguments"]:
        return None
    words, _ = _arguments(call["arguments"])
    return f"[{words[1] if len(words) > 1 and words[1] else words[0]}]({_quoted(words[0])})" if words else None


def _role_text(body: str) -> str:
    pair = _ROLE_TARGET.fullmatch(body)
    return pair["shown"] if pair and pair["shown"] else body.lstrip("~!")


def _arguments(text: str) -> tuple[list[str], dict[str, str]]:
    words: list[str] = []
    named: dict[str, str] = {}
    for part in _ARGUMENT.finditer(text):
        value = next(part[kind] for kind in ("double", "single", "bare") if part[kind] is not None)
        if part["key"]:
            named[part["key"].lower()] = value
        else:
            words.append(value)
    return words, named


def _quoted(path: str) -> str:
    """Spell a path so that it may stand in a Markdown link."""
    for sign, code in ((" ", "%20"), ("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("\n", "%20")):
        path = path.replace(sign, code)
    return path if "://" in path else path.replace(":", "%3A").replace("?", "%3F")
