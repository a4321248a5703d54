"""The forms in which people ask about structure: patterns over folded text, which dlgraph.recognition reads with.

Patterns are compiled only where a cue of theirs occurs, so that a question about something else costs next to nothing.
The groups ``x`` and ``y`` hold a name each, ``list`` several, ``known`` what the asker knows already.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Form = Literal[
    "kinds", "examples", "count", "size", "is-a", "place", "broader", "related", "siblings", "compare", "path",
    "prerequisites",
]  # fmt: skip
# How sure a form makes it that structure is asked for: "firm" forms can mean nothing else, so that a name nobody has
# is the reason why there is no answer; "loose" ones may be about something else where the graph has nothing to say.
Manner = Literal["firm", "plain", "loose"]


class Rule(NamedTuple):
    """A form of question: cues of which one must occur, and the pattern that a whole question then has."""

    form: Form
    cues: tuple[str, ...]
    pattern: str
    manner: Manner = "plain"


_KIND_ONE = (
    r"(?:kind|type|sort|variety|variant|form|flavou?r|sub ?type|(?:sub ?)?category|(?:sub ?)?class|sub ?field|branch)"
)
_KINDS_ONLY = (
    r"(?:kinds|types|sorts|varieties|variants|forms|flavou?rs|sub ?types|(?:sub ?)?categories|(?:sub ?)?classes"
    r"|sub ?fields|branches|families)"
)
_KINDS = rf"(?:{_KINDS_ONLY}|{_KIND_ONE})"
_PART = (
    rf"(?:{_KINDS}|examples?|instances?|(?:sub ?)?sets?|sub ?areas?|areas?|fields?|parts?|components?|special cases?"
    r"|disciplines?|sub ?disciplines?|members?|child|children|descendants?|speciali[sz]ations?)"
)
_MANY = (
    r"(?:(?:the|all|any|some|an?|one|few|several|many|most|more|than one|multiple|two|three|different|various|main"
    r"|major"
    r"|common|typical|important|basic|known|possible|existing|distinct|principal|of) )*"
)
_MINE = r"(?:this|the|your|our)"
_HERE = rf"(?:in|within|on|of) {_MINE} (?:\w+ )?(?:glossary|hierarchy|tree|taxonomy|graph|corpus|collection)"
_THERE = (
    r"(?:are there|there are|exist|is there|do we have|do you (?:know|have|cover|list|distinguish)|can you name"
    rf"|are (?:known|covered|listed|possible|distinguished)|does {_MINE} glossary (?:have|know|cover|list|hold"
    r"|contain))"
)
_THING = r"(?:(?:other|all|the|else|concepts?|terms?|topics?|ideas?|things?|pages?|entries|words?) )*"
_I = r"(?:i|we|you|one|someone|beginners|people|a (?:beginner|student|newcomer))"
_SHOULD = rf"(?:should|do|does|must|shall|can|could|would|ought) {_I} (?:have to |need to |to |want to |best )?"
_LEARN = r"(?:learn|know|understand|read|study|cover|master|grasp)(?: up)?(?: about| on)?"
_DOING = (
    r"(?:(?:learning|studying|reading|understanding|tackling|starting|diving into|getting into|approaching"
    r"|i (?:can )?(?:learn|study|read|start|tackle|understand|get to|move on to))(?: about| with| on| into)? )?"
)
_DIFFERENCE = (
    r"(?:(?:the|an?|any|some|all|main|key|major|biggest|real|exact|actual|essential|fundamental|basic|important"
    r"|practical|core|big|conceptual) )*"
    r"(?:(?:differences?|diff|distinctions?|contrasts?|similarit(?:y|ies)|commonalit(?:y|ies)|comparison)(?: and |"
    r" or )?)+"
)
_WHICH = (
    r"(?:which|what)(?: one| ones| of (?:them|the two))?(?: (?:is|are)(?: the)? (?:better|best|which|what|right(?:"
    r" one)?)"
    r"|(?: one)? (?:should|do) i (?:use|choose|pick|prefer|take|need|learn)(?: first)?|(?: one)? to (?:use|choose"
    r"|pick))?"
)
_OPEN_END = (
    r"(?:what (?:is|are) (?:the |really |actually )*(?:differences?|different|diff)|differences?|diff|comparison"
    r"|compared"
    rf"|explained|how do they (?:differ|compare)|when (?:should i|do i|to) use (?:which|what|each(?: one)?)|{_WHICH})"
)
_TIED = r"(?:related|connected|linked|associated|tied|interrelated|interconnected|joined)"
_TIE = r"(?:relation(?:ship)?s?|connections?|links?|path|ties?|association)"
_MUTUAL = r"(?: (?:from|to|with) (?:each other|one another)| together)?"
_IS = r"(?:is|are|was|were)"
# Words between "is" and what is said of a thing that leave the claim as it is.
FILLER = (
    r"(?:(?:really|actually|also|still|just|only|basically|essentially|technically|simply|always|usually|generally"
    r"|strictly speaking|considered(?: to be| as)?|regarded as|classified as|counted as|seen as|viewed as|called) )*"
)
_ONE_OF = r"(?:(?:an?|the|one(?: of the)?|some|special|specific|particular|certain|narrower) )*"
_UNDER = r"(?:belongs? (?:to|under)|falls? (?:under|within|into)|comes? under|counts? as|sits? under|goes? under)"
_INCLUDE = r"(?:includes?|covers?|encompass(?:es)?|comprises?|subsumes?)"

RULES: tuple[Rule, ...] = (
    # -- lists -----------------------------------------------------------------------------------------------------
    Rule("count", ("how many", "number of"),
         rf"(?:how many|what is the number of|number of) {_MANY}{_KINDS} of (?P<x>.+?)(?: {_THERE})?", "firm"),
    Rule("count", ("how many",), rf"how many {_MANY}{_KINDS} (?:does|do) (?P<x>.+?) have", "firm"),
    Rule("count", ("how many",),
         rf"how many {_THING}(?:are (?:there )?|fall |come |lie )?(?:under|below|beneath|narrower than) (?P<x>.+)"),
    Rule("siblings", ("sibling",), rf"(?:what (?:is|are) |which (?:is|are) |list |name |show )?{_MANY}siblings?"
         r"(?: concepts?)? (?:of|to|for) (?P<x>.+)", "firm"),
    Rule("siblings", ("sibling",), r"(?:what|which) siblings (?:does|do) (?P<x>.+?) have", "firm"),
    Rule("siblings", ("'s siblings",), r"(?:what are |list |name |show )?(?P<x>.+?)'s siblings", "firm"),
    Rule("siblings", ("other", "else"),
         rf"(?:what|which) (?:other|else are)(?: {_KINDS} of)? (?P<y>.+?)(?: {_THERE})?"
         r" (?:besides|apart from|aside from|other than|except(?: for)?|than|like|next to) (?P<x>.+)"),
    Rule("siblings", ("else",), rf"what else {_IS} (?:there )?(?:an? )?(?:{_KINDS} of )?(?P<y>.+?)"
         r" (?:besides|apart from|aside from|other than|except(?: for)?|like|next to) (?P<x>.+)"),
    Rule("siblings", ("else",), rf"what else {_IS} (?:there )?(?:like|similar to) (?P<x>.+?)"
         rf"(?: among (?:the )?(?:{_KINDS} of )?(?P<y>.+))?"),
    Rule("kinds", ("kind", "type", "sort", "variet", "variant", "form", "flavo", "class", "categor", "field", "branch"),
         rf"(?:what|which)(?: are)? {_MANY}{_KINDS} of (?P<x>.+?) {_THERE}", "firm"),
    Rule("kinds", ("kind", "type", "sort", "variet", "variant", "form", "flavo", "class", "categor", "field", "branch"),
         rf"(?:(?:what|which) {_IS} |(?:list|name|give|enumerate)(?: me| us)? |)"
         rf"{_MANY}{_KINDS_ONLY} of (?P<x>.+?)(?: {_THERE})?", "firm"),
    Rule("kinds", ("kind", "type", "form", "branch", "part"), rf"what {_IS} {_MANY}(?:{_KIND_ONE}|parts?) of"
         r" (?P<x>.+)"),
    Rule("kinds", ("list", "name", "give"), rf"(?:list|name|give)(?: me)? {_MANY}(?P<x>.+?) {_KINDS_ONLY}"),
    Rule("kinds", ("types", "kinds", "variet", "branches", "variants", "fields"),
         r"(?:what are )?(?:the )?(?P<x>.+?) (?:types|kinds|sub ?types|varieties|sub ?fields|branches"
         r"|variants)", "loose"),
    Rule("kinds", ("there",), rf"{_IS} there {_MANY}{_KINDS} of (?P<x>.+)"),
    Rule("kinds", ("have",), rf"(?:(?:what|which) {_MANY}{_KINDS} (?:does|do) (?P<x>.+?) have"
         rf"|(?:does|do) (?P<x2>.+?) have {_MANY}{_KINDS})"),
    Rule("kinds", ("under", "below", "beneath", "belong", "part of", "included", "covered"),
         rf"(?:what|which)(?: are)? {_THING}(?:(?:(?:falls?|comes?|goes|sits?|lies?|is|are) )?(?:under(?:neath)?"
         r"|below|beneath)"
         r"|belongs? (?:to|under)|(?:is|are) (?:a )?(?:part of|included in|covered by)) (?P<x>.+)"),
    Rule("kinds", ("narrower", "specific", "speciali"),
         rf"(?:(?:(?:what|which) {_THING}|is )?(?:{_IS} )?|(?:is there )?anything )"
         r"(?:narrower|more (?:specific|special|speciali[sz]ed|concrete)) than"
         r" (?P<x>.+)", "firm"),
    Rule("kinds", ("narrower", "specific", "child", "lower level", "subordinate"),
         rf"(?:what (?:is|are) |list |show )?{_MANY}(?:narrower|more specific|child|subordinate|lower level) {_THING}"
         r"(?:of|than|for|to|under|below) (?P<x>.+)"),
    Rule("kinds", ("children", "descendants", "sub", "hyponyms"),
         rf"(?:what (?:is|are) |list |show )?{_MANY}(?:children|descendants|sub ?concepts|sub ?topics|hyponyms) of"
         r" (?P<x>.+)"),
    Rule("kinds", ("encompass", "comprise", "cover"), r"what(?: all)? (?:does|do) (?P<x>.+?) (?:cover|comprise"
         r"|encompass)", "loose"),
    Rule("kinds", ("divided", "categori"), rf"(?:how|into what(?: {_KINDS})?) (?:is|are|can) (?P<x>.+?)(?: be)?"
         r" (?:sub ?)?(?:divided|categori[sz]ed)(?: up)?", "loose"),
    Rule("kinds", ("there", "exist", "do you"), rf"(?:what|which) (?P<x>.+?) {_THERE}", "loose"),
    Rule("examples", ("example", "instance"), rf"(?:(?:what|which) {_IS} |(?:list|name|give|show)(?: me| us)? |)"
         rf"{_MANY}(?:good )?(?:examples?|instances?) of (?P<x>.+?)(?: {_THERE})?", "loose"),
    Rule("size", ("how many",), r"how many (?:different )?(?:concepts|terms|entries|pages|definitions|faqs"
         r"|misconceptions|myths|relations)"
         rf"(?: {_THERE}| (?:are|do you have)|(?: are (?:there )?)? ?{_HERE}|"
         rf" (?:does|do) {_MINE} glossary (?:have|hold|contain|cover|define|list)| are (?:defined|covered))"),
    Rule("size", ("glossary",), r"(?:how (?:big|large) is|(?:what is )?the size of|size of) (?:this|the|your)"
         r" glossary"),
    # -- up, down and around ----------------------------------------------------------------------------------------
    Rule("place", ("of",), rf"what {_IS} (?P<x>.+?) {FILLER}{_ONE_OF}{_PART} of", "firm"),
    Rule("place", ("of",), rf"what (?:kinds?|types?|sorts?) of (?:an? )?(?:thing|concept|term|idea|topic) {_IS}"
         r" (?P<x>.+)", "firm"),
    Rule("place", ("of",), rf"what (?:kinds?|types?|sorts?|forms?) of (?P<y>.+?) {_IS} (?P<x>.+)", "loose"),
    Rule("place", ("categor", "class", "group", "famil", "field", "branch", "area", "topic", "heading"),
         r"(?:(?:in|to|under|into) )?(?:what|which) (?:broader )?(?:categor(?:y|ies)|class|group|family|fields?"
         r"|branch|area"
         r"|topic|heading)(?: of (?:the )?\w+)? (?:does|do) (?P<x>.+?)"
         r" (?:belong|fall|come|fit|sit)(?: to| in| into| under)?", "firm"),
    Rule("place", ("categor", "class", "group", "famil", "field", "branch", "area"),
         r"(?:what|which) (?:categor(?:y|ies)|class|group|family|field|branch|area)(?: of (?:the )?\w+)?"
         rf" {_IS} (?P<x>.+?) (?:part of|in|under|from)", "firm"),
    Rule("place", ("belong", "under", "into"), r"(?:to |under )?what (?:does|do) (?P<x>.+?) (?:belong(?: to)?|fall"
         r" (?:under|into)|come under|fit under)", "firm"),
    Rule("place", ("where",), r"where (?:does|do) (?P<x>.+?) (?:sit|belong|fit(?: in)?|fall)"
         r"(?: (?:in|within|on) (?:the|this|your|our) (?:\w+ )?(?:hierarchy|tree|taxonomy|graph|glossary|field|big"
         r" picture|landscape|map))?"),
    Rule("place", ("where", "place", "position"), rf"(?:where {_IS}|what is the (?:place|position) of|(?:the"
         r" )?(?:place|position) of)"
         rf" (?P<x>.+?)(?: (?:located|placed|found))? {_HERE}"),
    Rule("broader", ("broader", "wider", "general", "abstract"),
         rf"(?:what|which) {_THING}{_IS} (?:broader|wider|more (?:general|generic|abstract)) than (?P<x>.+)", "firm"),
    Rule("broader", ("broader", "parent", "general", "higher level", "wider", "super"),
         rf"(?:what (?:is|are) |list |show )?{_MANY}(?:broader|parent|more general|higher level|wider|superordinate) "
         rf"{_THING}(?:categor(?:y|ies) |class(?:es)? |field )?(?:of|than|for|to|above) (?P<x>.+)"),
    Rule("broader", ("parent", "ancestor", "hypernym", "above"),
         rf"(?:(?:what (?:is|are) |list |show )?{_MANY}(?:parents?|ancestors?|hypernyms?) of"
         r"|what (?:is|are|comes|lies|sits|stands) (?:directly )?above) (?P<x>.+)"),
    Rule("related", ("related", "connected", "linked", "close", "near", "associated"),
         rf"(?:what|which) {_THING}{_IS} (?:(?:closely|directly|most|also) )*(?:related|connected|linked|close|near"
         r"|associated)"
         r"(?: to| with)? (?P<x>.+)", "firm"),
    Rule("related", ("relate", "connect", "link"), rf"(?:what|which) {_THING}(?:relates?|connects?|links?) (?:to"
         r"|with) (?P<x>.+)"),
    Rule("related", ("related", "neighbo", "connected", "near"),
         rf"(?:what (?:is|are) |list |show |name )?{_MANY}(?:(?:related|neighbou?ring|nearby|connected) (?:concepts"
         r"|terms|topics|ideas|pages)"
         r" (?:of|for|to|with|near)|neighbou?rs of|(?:concepts|terms|topics|ideas) (?:related to|near|around"
         r"|connected to))"
         r" (?P<x>.+)"),
    Rule("siblings", ("similar",), rf"(?:what|which) {_THING}{_IS} similar to (?P<x>.+)"),
    # -- what to learn first ----------------------------------------------------------------------------------------
    Rule("prerequisites", ("before", "prior to"),
         rf"(?:what|which (?:concepts|topics|things|terms|pages))(?: else| all)? {_SHOULD}{_LEARN}(?: first)?"
         rf" (?:before|prior to) {_DOING}(?P<x>.+)", "firm"),
    Rule("prerequisites", ("requisite", "learning", "reading", "prior knowledge"),
         r"(?:what (?:is|are) |are there |list |show )?(?:(?:the|any|some|a|my) )*(?:pre ?requisites?|prior knowledge"
         r"|(?:learning|reading) (?:path|order|list))(?: needed| required)? (?:for|of|to)"
         r"(?: (?:understand|learn|study)(?:ing)?)? (?P<x>.+)", "firm"),
    Rule("prerequisites", ("to", "for"),
         rf"(?:what|which (?:concepts|topics|things|terms|pages)) {_SHOULD}(?:{_LEARN})(?: first)?"
         r" (?:to|in order to|so that i can) (?:learn|understand|get|grasp|study|read(?: about)?|follow|make sense"
         r" of) (?P<x>.+)", "firm"),
    Rule("prerequisites", ("knowledge", "background", "concepts", "requisite"),
         rf"(?:what|which) (?:(?:prior|background) knowledge|background|concepts|pre ?requisites) (?:do|should"
         rf"|would) {_I} (?:need|have)"
         rf"(?: to (?:know|have|understand))? (?:for|before|to (?:learn|understand)) {_DOING}(?P<x>.+)"),
    Rule("prerequisites", ("requisite",), r"what (?:pre ?requisites) (?:does|do) (?P<x>.+?) have", "firm"),
    Rule("prerequisites", ("order",),
         rf"(?:in )?(?:what|which) order {_SHOULD}{_LEARN} (?:(?:the )?(?:concepts|topics|things|pages|basics)"
         r"(?: (?:behind|for|of|to understand|needed for))? )?(?P<x>.+)"),
    Rule("prerequisites", ("build on", "build upon", "builds", "presuppose"),
         rf"(?:what|which) {_THING}(?:does|do) (?P<x>.+?) (?:build (?:up)?on|presuppose)"),
    Rule("prerequisites", ("first", "before"),
         rf"(?P<x>.+?)(?: ?[:,])? (?:what|which concepts) {_SHOULD}{_LEARN} (?:first|before(?:hand)?|before that)"),
    # -- between concepts --------------------------------------------------------------------------------------------
    Rule("compare", ("differen", "distinction", "contrast", "similarit", "commonalit", "comparison", "diff "),
         rf"(?:(?:what|how big|how great) (?:is|are|would be) |is there |are there )?{_DIFFERENCE}"
         r" ?(?:between|of|among(?:st)?) (?P<list>.+?)(?: is| are)?", "firm"),
    Rule("compare", ("different", "differs"), r"what (?:is different|differs) (?:between|about) (?P<list>.+)", "firm"),
    Rule("compare", ("differ", "distinct", "similar"),
         r"(?:how|in (?:what|which) ways?) (?:is|are|do|does) (?P<x>.+?) (?:so )?(?:different|distinct|differ"
         r"|differing|similar)"
         r" (?:from|to|than) (?!each other|one another)(?P<y>.+)", "firm"),
    Rule("compare", ("differ", "alike", "similar", "compare"), r"(?:how|in (?:what|which) ways?) (?:are|do|does|is)"
         r" (?P<list>.+?)"
         rf" (?:differ|different|alike|similar|compare){_MUTUAL}", "firm"),
    Rule("compare", ("differ",), r"how (?P<x>.+?) (?:differs?|is different|are different) (?:from|to|than) (?P<y>.+)"),
    Rule("compare", ("differ",), rf"how (?P<list>.+?) (?:differ|are different){_MUTUAL}"),
    Rule("compare", ("distinguish", "separate", "differentiate", "sets"),
         r"what (?:distinguishes|separates|differentiates|sets) (?P<list>.+? (?:from|and) .+)"),
    Rule("compare", ("makes",), r"what makes (?P<x>.+?) (?:different|distinct) (?:from|to|than) (?P<y>.+)"),
    Rule("compare", ("distinguish", "differentiate", "tell"),
         rf"how (?:do|can|should|would|could) {_I} (?:distinguish|differentiate|tell)(?: between| apart)?"
         r" (?P<list>.+? (?:from|and) .+?)(?: apart)?"),
    Rule("compare", ("compare", "contrast", "differentiate", "distinguish"),
         r"(?:compare|contrast|compare and contrast|differentiate|distinguish)(?: between)? (?P<list>.+? (?:with|to"
         r"|against|from|and|vs|,) .+)"),
    Rule("compare", ("compare", "comparison", "opposed"),
         r"(?:what is )?(?P<x>.+?) (?:compared|in comparison|as opposed) (?:to|with) (?P<y>.+)"),
    Rule("compare", ("compare",), r"how (?:does|do) (?P<x>.+?) compare (?:to|with|against) (?P<y>.+)", "firm"),
    Rule("compare", (" vs ",), rf"(?P<list>.+? vs .+?)(?:(?: ?[:,])? {_OPEN_END})?"),
    Rule("compare", ("differ", "compare"), r"(?P<list>.+?(?:,| and ).+?) ?[:,] (?:how do they (?:differ|compare)"
         r"|what (?:is|are) the differences?)"),
    Rule("compare", (" or ",), rf"(?:(?:should i (?:use|choose|pick|learn|prefer)|do i need|{_WHICH})(?: first)?[:,"
         r" ]*)?"
         rf"(?P<list>.+? or .+?)(?:(?: ?[:,])? {_OPEN_END})?"),
    Rule("compare", ("in common", "share"), r"what (?:do|does) (?P<list>.+?) (?:have in common|share)(?: with"
         r" (?P<y>.+))?"),
    Rule("compare", ("differen", "comparison", "compared"), r"(?P<list>.+?) (?:differences?|comparison|compared)"),
    Rule("path", ("relat", "connect", "link", "associated", "tied", "tie", "joined"),
         rf"how (?:is|are|do|does) (?P<x>.+?) (?:{_TIED}|relate|connect|link|tie)(?: in| up)? (?:to|with)"
         r" (?!each other|one another)(?P<y>.+)", "firm"),
    Rule("path", ("relat", "connect", "link", "together", "associated", "tied", "joined"),
         rf"how (?:is|are|do|does) (?P<list>.+?) (?:{_TIED}|relate|connect|link up|fit together|go together|hang"
         rf" together){_MUTUAL}", "firm"),
    Rule("path", ("relat", "connect", "link", "tied"), rf"how (?P<x>.+?) (?:{_IS} {_TIED}|relates?|connects?"
         r"|links?) (?:to|with)"
         r" (?!each other|one another)(?P<y>.+)"),
    Rule("path", ("relat", "connect", "link", "tied"), rf"how (?P<list>.+?) (?:{_IS} {_TIED}|relate|connect){_MUTUAL}"),
    Rule("path", ("relation", "connection", "link", "path", "tie", "association"),
         rf"(?:(?:what|how strong) (?:is|are) |is there |are there |show |find )?(?:(?:the|an?|any|shortest|exact)"
         rf" )*{_TIE}"
         r" between (?P<list>.+?)(?: is| are)?", "firm"),
    Rule("path", ("relation", "connection", "link", "path", "get from"),
         rf"(?:what (?:is|are) |show |find )?(?:(?:the|an?|any|shortest) )*(?:{_TIE} (?:of|from)|how do {_I} get from)"
         r" (?P<x>.+?) (?:to|with) (?P<y>.+)"),
    Rule("path", ("to do with",), r"(?:what )?(?:has|have|does|do) (?P<x>.+?) (?:(?:got|have|anything|something)"
         r" )*to do with"
         r" (?!each other|one another)(?P<y>.+)", "firm"),
    Rule("path", ("to do with",), rf"what (?:has|have|does|do) (?P<list>.+?) (?:(?:got|have) )*to do{_MUTUAL}"),
    Rule("path", ("connects", "links", "ties", "relates"), r"what (?:connects|links|ties|relates) (?P<list>.+?"
         r" (?:and|to|with) .+)"),
    Rule("path", ("related", "connected", "linked"), rf"{_IS} (?P<x>.+?) {_TIED} (?:to|with) (?!each other|one"
         r" another)(?P<y>.+)"),
    Rule("path", ("related", "connected", "linked"), rf"{_IS} (?P<list>.+?) {_TIED}{_MUTUAL}"),
    # -- is it so ---------------------------------------------------------------------------------------------------
    Rule("is-a", ("broader", "wider", "general", "narrower", "specific", "speciali"),
         rf"{_IS} (?P<not>not )?(?:(?P<y>.+?) (?:broader|wider|more (?:general|generic)) than"
         r" (?P<x>.+)|(?P<x2>.+?) (?:narrower|more (?:specific|special|speciali[sz]ed)) than (?P<y2>.+))"),
    Rule("is-a", ("parent", "ancestor", "superset", "broader", "general", "super", "umbrella"),
         rf"{_IS} (?P<not>not )?(?P<y>.+?) {_ONE_OF}(?:parent|ancestor|superset|(?:broader|parent) (?:concept|term"
         r"|category)"
         r"|generali[sz]ation|super ?class|super ?type|super ?category|umbrella term) (?:of|for|than|to) (?P<x>.+)"),
    Rule("is-a", ("under", "below", "beneath", "included", "covered", "narrower"),
         rf"{_IS} (?P<not>not )?(?P<x>.+?) (?:under|below|beneath|included in|covered by|subsumed by"
         r"|a narrower (?:concept|term) (?:of|than)) (?P<y>.+)"),
    Rule("is-a", ("part of", "parts of", "component"), rf"{_IS} (?:not )?(?P<x>.+?) (?:not )?{FILLER}{_ONE_OF}"
         r"(?:parts?|components?) of (?P<y>.+)", "loose"),
    Rule("is-a", ("part of", "parts of", "component"), rf"(?P<x>.+?) {_IS} (?P<not>not )?{FILLER}{_ONE_OF}"
         r"(?:parts?|components?) of (?P<y>.+)", "loose"),
    Rule("is-a", (" of ",), rf"{_IS} (?:not )?(?P<x>.+?) (?:not )?{FILLER}{_ONE_OF}{_PART} of (?P<y>.+)"),
    Rule("is-a", (" of ",), rf"(?P<x>.+?) {_IS} (?P<not>not )?{FILLER}{_ONE_OF}{_PART} of (?P<y>.+)"),
    Rule("is-a", ("belong", "under", "count", "within", "into"), rf"(?:does|do) (?:not )?(?P<x>.+?) (?:not"
         rf" )?{_UNDER} (?:an? |the )?(?P<y>.+)"),
    Rule("is-a", ("belong", "under", "count", "within", "into"),
         rf"(?P<x>.+?) (?:(?P<not>(?:does|do) not) )?{_UNDER} (?:an? |the )?(?P<y>.+)"),
    Rule("is-a", ("includ", "cover", "encompass", "comprise", "subsume"),
         rf"(?:does|do) (?:not )?(?P<y>.+?) (?:not )?{_INCLUDE} (?P<x>.+)", "loose"),
    Rule("is-a", ("includ", "cover", "encompass", "comprise", "subsume"),
         rf"(?P<y>.+?) (?:(?P<not>(?:does|do) not) )?{_INCLUDE} (?P<x>.+)", "loose"),
    Rule("is-a", (" be ",), r"(?:can|could|may|should|would) (?P<x>.+?) be (?:considered|called|seen as|regarded as"
         r"|classified as"
         rf"|counted as|thought of as|viewed as)(?: to be| as)? (?:{_ONE_OF}{_PART} of )?(?P<y>.+)", "loose"),
)  # fmt: skip

# What the asker knows already, at the end or the beginning of a question about what to learn.
KNOWN = (
    r"(?P<rest>.+?)(?: ?[:,])? (?:if|given(?: that)?|when|assuming(?: that)?|since) i (?:already )?"
    r"(?:know|understand|have learned|have read|am familiar with)(?: about)? (?P<known>.+)",
    r"(?:(?:if|given(?: that)?|when|assuming(?: that)?|since) )?i (?:already )?(?:know|understand|have learned|have"
    r" read"
    r"|am familiar with)(?: about)? (?P<known>.+?)(?: ?[:,])?(?: (?:but|so|and))? (?P<rest>(?:what|which|in) .+)",
)

# What may stand before a question and say nothing of what it asks.
LEADS = (
    r"(?:hi|hello|hey|so|like|ok|okay|well|um+|hmm+|please|pls|now|and|but|also|then|sorry|actually|there|anyone"
    r"|guys|again"
    r"|quick question|one question|(?:i have a )?question|just curious|curious|good (?:morning|evening|afternoon|day)"
    r"|(?:in|for|regarding|about) (?:the )?(?:field of )?(?:ai|ml|machine learning|deep learning|data science"
    r"|artificial intelligence|nlp)(?= ?[,:])"
    r"|(?:in|according to) (?:this|the|your) (?:glossary|hierarchy|corpus|taxonomy)"
    r"|(?:can|could|would|will) (?:you|someone|anyone|u)(?: please)?"
    r"|i (?:really )?(?:want|need|would like|like|wish|would love) to (?:know|understand|see|find out)"
    r"|i (?:think|believe|guess|heard|read|was told)(?: that)?"
    r"|i (?:was |am |have been )?(?:just )?wonder(?:ing)?(?: if (?:you|someone) can)?|do you know|say|any idea|tell"
    r" me|explain(?: to me)?"
    r"|describe|clarify|show me|help me (?:to )?(?:understand|see)|let me know|remind me|i do not (?:know"
    r"|understand|get|see)"
    r"|i am (?:confused|not sure|unsure|curious)(?: about)?|about|whether|if(?= \w+ (?:is|are)))"
    r"(?: ?[,:]+)? (?=\S)"
)
# What may stand behind it.
_SUBJECTS = (
    r"(?:ai|ml|machine learning|artificial intelligence|deep learning|nlp|data science|computer science|general"
    r"|detail|short|total|brief|a nutshell)"
)
TAILS = (
    r"(?: ?[,:])? ?(?<= )(?:please|pls|exactly|precisely|then|though|anyway|again|really|actually|thanks|thank"
    r" you(?: very much)?|cheers"
    r"|(?:to|for) (?:me|us)|for (?:dummies|beginners)|in (?:very )?(?:simple|plain|layman's|easy|short|other|your"
    r" own) (?:terms|words|english|language)"
    rf"|in plain english|simply|briefly|generally|in (?:the )?(?:field of |context of |world of )?{_SUBJECTS}"
    rf"|{_HERE}|according to {_MINE} glossary|(?:that )?you know(?: of)?|out there|nowadays|today|these days|right"
    r" now|at all"
    r"|overall|altogether|by the way|here|there|if any|as well|or not|though|to (?:each other|one another))"
)
# Behind a statement these ask whether it holds.
TAGS = (
    r"(?: ?[,:])? ?(?<= )(?:right|correct|true|yes|no|huh|eh|true or false|right or wrong|yes or no|is(?: not)?"
    r" (?:it|that)"
    r"|are(?: not)? they|do(?:es)?(?: not)? (?:it|they)|is (?:that|this) (?:right|correct|true|so)|am i right"
    r"|is not that (?:right|true)|would you (?:say|agree)|agree)"
)
TRUTHS = (
    r"(?:(?:is|would) (?:it|this|that)(?: be)?|it is|am i|are we)(?P<not> not)? (?:true|correct|right|accurate"
    r"|fair(?: to say)?"
    r"|the case|safe to say|a fact)(?: (?:in|to) (?:say(?:ing)?|think(?:ing)?))?(?: that)? "
    r"|(?:true or false|right or wrong|yes or no|fact or myth|correct me if i am wrong)(?: ?[:,])? (?:that )?"
)
# What joins names in a list.
JOINTS = (
    r"\s*,\s*(?:and |or |vs |plus )?"
    r"|\s+(?:and|or|vs|plus|from|with|to|against|than|compared to|compared with|apart from)\s+"
)
# Behind "is" these make a claim of identity, which a hierarchy neither proves nor refutes.
ONLY = ("just", "only", "simply", "merely", "basically", "essentially", "nothing but", "the same")
# Long words of the forms above, by which slips of the keyboard in them are mended.
WORDS = (
    "difference", "differences", "different", "between", "compare", "compared", "comparison", "related", "relationship",
    "connected", "connection", "prerequisites", "broader", "narrower", "types", "kinds", "siblings", "subset", "belong",
    "understand", "before", "children", "similarities", "distinguish", "category", "examples", "relation",
)  # fmt: skip
