"""Everyday English words by what they do in a statement: deny, sweep, limit, contrast, or point to one end of a scale.

They are no subject's own terms, so that they tell as much about cooking as about machines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Pairs of opposite ends, in base forms; ``polarity`` adds the regular inflections. The words with no space that are
# none, such as "nolonger", are what REWRITES makes of phrases.
SCALES: Mapping[str, tuple[str, str]] = {
    "same": (
        """
        same identical equal equally equivalent synonym interchangeable interchangeably alike another =
        """,
        """
        differ different differently difference distinct separate separately distinguish unlike change vary oneof
        kindof morethan
        """,
    ),
    "needed": (
        """
        must need necessary necessarily require essential indispensable mandatory compulsory ought
        """,
        """
        unnecessary optional needless superfluous dispensable
        """,
    ),
    "good": (
        """
        good better best right rightly correct correctly accurate accurately true truly truth safe safely safer
        reliable reliably rely relied trust trustworthy fair fairly fairness objective objectively neutral unbiased
        excellent perfect perfectly flawless superb great useful helpful valuable honest honesty private privacy
        secure sure surely certain certainly guarantee valid well success successful succeed works improve improvement
        help benefit beneficial superior understand understood know known grasp protect harmless healthy strong
        stronger meaningful sensible sensibly realistic anonymous proof prove proven show shown confidence
        """,
        """
        bad badly worse worst wrong wrongly incorrect incorrectly inaccurate false falsely unsafe unreliable
        untrustworthy distrust unfair unfairly bias subjective poor poorly useless worthless pointless hopeless harm
        harmful hurt mistake mistaken error err faulty flaw mislead misleading misled dishonest invented fail failure
        risk risky danger dangerous problem worry worried insecure leak expose reveal inferior damage degrade dumb
        dumber stupid stupider nonsense garbage lie doubt doubtful uncertain miss weak weaker noisy meaningless
        unrealistic unhealthy backfire waste dull bland
        """,
    ),
    "more": (
        """
        more large larger big bigger greater high higher longer increase rise grow gain extra many most expand
        """,
        """
        less few fewer small smaller low lower short shorter decrease reduce fall fallen drop decline shrink lose cut
        half halve diminish little slightly
        """,
    ),
    "fast": (
        """
        fast faster quick quicker quickly soon sooner instant instantly speed speedup accelerate rapid rapidly
        """,
        """
        slow slower slowly delay slowdown
        """,
    ),
    "over": (
        """
        obsolete outdated dead finish over stop cease replace gone done abolish solve end superseded redundant
        unnecessary pointless nolonger vanish
        """,
        """
        still remain persist continue survive stay alive
        """,
    ),
    "easy": (
        """
        easy easily easier simple simply trivial trivially glance
        """,
        """
        hard harder difficult difficulty tough tricky complex complicated
        """,
    ),
    "ends": (
        """
        prevent stop eliminate remove removal fix cure solve abolish rid avoid delete gone away
        """,
        """
        leave remain persist cause create
        """,
    ),
    "whole": (
        """
        entire entirely whole wholly complete completely full fully total totally everything all every each pure
        purely always never any ever
        """,
        """
        only merely solely part partly partial partially some sometimes fraction portion half several many most mostly
        often usual usually
        """,
    ),
    "enough": (
        """
        enough suffice sufficient sufficiently adequate
        """,
        """
        insufficient inadequate morethan
        """,
    ),
    "cheap": (
        """
        cheap cheaper free
        """,
        """
        expensive costly cost
        """,
    ),
    "able": (
        """
        can could able capable
        """,
        """
        cannot
        """,
    ),
    "allowed": (
        """
        possible possibly feasible allow lawful legal legally permit
        """,
        """
        impossible forbid forbidden outlaw ban banned prohibit illegal illegally infeasible unable hopeless
        """,
    ),
    "lasting": (
        """
        stable fixed unchanged constant permanent permanently forever
        """,
        """
        change temporary vary varies depend
        """,
    ),
    "known": (
        """
        clear clearly transparent explain explained understood known
        """,
        """
        mystery mysterious unknown unclear clueless opaque
        """,
    ),
    "open": (
        """
        open public publicly visible shared
        """,
        """
        closed secret secretly hidden confidential proprietary conceal
        """,
    ),
    "human": (
        """
        human person people expert manual manually
        """,
        """
        automatic automatically byitself autonomous autonomously
        """,
    ),
    "new": (
        """
        new create creation original novel generate anew fresh compute calculate
        """,
        """
        copy stored reproduce duplicate collage paste retrieve lookup replay
        """,
    ),
    "exact": (
        """
        exact exactly precise precisely
        """,
        """
        approximate approximately rough roughly estimate estimation
        """,
    ),
    "begun": (
        """
        begin began begun start
        """,
        """
        end finish over
        """,
    ),
    "minded": (
        """
        aware conscious consciousness feeling feel want
        """,
        """
        unaware unconscious
        """,
    ),
}
DENIALS = _set("not cannot no never none nobody nothing neither nor without hardly barely rarely seldom")
# Words that turn what follows them in their clause, some without being words of denial themselves.
TURNS = DENIALS | _set("lack lacks lacking failto ratherthan nolonger")
# "Not just X" does not deny X.
LIMITS = _set("just only merely simply purely solely")
# What REWRITES makes of phrases, and is not a word of its own.
MARKS = _set("nolonger ratherthan failto notonly morethan kindof oneof")
# Words that leave nothing out, and words that leave room.
SWEEPING = _set(
    """
    always all every everything everyone everybody any anything anyone anybody each never nobody none nothing just
    simply cannot purely exactly completely entirely entire whole fully totally perfectly perfect automatically
    guarantee guarantees guaranteed certain certainly definitely surely sure must bound inevitable inevitably whatever
    whenever wherever whoever whichever identical same equal best forever permanently prove proves proven proof
    flawless once means implies no impossible hopeless obsolete atall invariably universally utterly totally literally
    precisely strictly exclusively constantly infallible infallibly foolproof basically essentially everywhere zero
    absolutely flawlessly wholly instantly immediately
    """
)
GUARDED = _set(
    """
    some sometimes often usually many mostly mainly most partly depend depends rarely seldom still also several
    rather less instead necessarily typically generally normally ordinarily
    tend tends other others too different beyond part kind type form such can could may might possible similar likely
    largely primarily chiefly particular alone enough various except limited partial far before either
    besides further frequently occasionally commonly somewhat partially relatively roughly approximately perhaps maybe
    possibly potentially numerous plenty despite normal common nowadays today barely hardly practically occasional
    selected specific sensible
    """
)
# Words that say nothing by themselves.
EMPTY = _set(
    """
    a an the of to in on at by for with from as is are was were be been being am do does did doing has have had having
    it its itself this that these those there here they them their he she his her i you we my your our me us and or if
    then than when what which who whom whose how why where will would shall should about into out under up down off
    again further t re ve ll d m s own very really actually just one ones thing things get gets got go goes make makes
    made way atall much because so since over such
    """
)
CONTRASTS = re.compile(
    r"\b(?:ratherthan|notonly|morethan|less than|oneof|whereas|while|yet|such as|depends? on|and not"
    r"|but (?:not|only|also|can|may|still)|even (?:if|when|though|as|after|while)|only (?:if|when)"
    r"|not (?:always|necessarily|enough|every|all|exactly|quite|yet)"
    r"|not (?:(?:yet|always|necessarily|alone|by ?itself) )*"
    r"(?:mean|show|prove|guarantee|imply|ensure|tell|follow|suffice))\b"
)
# Contractions written out, and phrases that count as one word made one.
REWRITES = tuple(
    (re.compile(form), plain)
    for form, plain in (
        (r"\bcan't\b|\bcan not\b", "cannot"),
        (r"\bwon't\b", "will not"),
        (r"\bshan't\b", "shall not"),
        (r"\bain't\b", "is not"),
        (r"n't\b", " not"),
        (r"(?<=\d)\s?%", " percent"),
        (r"\b(?:almost|nearly|practically|virtually) always\b", "mostly"),
        (r"\b(?:almost|nearly|practically|virtually) (?:all|every|any)\b", "most"),
        (r"\bhardly (?:any|ever)\b", "rarely"),
        (r"\btoo (?:many|much)\b", "excess"),
        (r"\b(?:is|are|was|were|has|have|had)? ?yet to\b", "not"),
        (r"\bfail(?:s|ed|ing)? to\b", "failto"),
        (r"\b(?:is|are|was|were) (?:unable|impossible|powerless) to\b|\b(?:is|are|was|were) incapable of\b", "cannot"),
        (r"\b(?:immune to|blind to|free of|free from|devoid of)\b", "without"),
        (r"\bno idea\b", "clueless"),
        (r"\b(?:in any (?:form|way|sense|respect)|at all|whatsoever)\b", "atall"),
        # "Certain groups" are some; what is certain that, of or about something is sure.
        (r"\b(for|in|on|under|with|of|at|by|to|only|about|from|a) certain (?!that|of|about)", r"\1 some "),
        (r"\bcertain (?=\w+s\b)", "some "),
        (r"\b(?:carry|carries|carried|carrying|goes|went|lives|lived) on\b", "continue"),
        (
            r"\b(?:not|never|cannot)\b([^,.;:]{0,30}?)\b(?:anything|anywhere|more|else)\b"
            r" (?:apart from|besides|except|other than|beyond|than) (?!\d)",
            r"only \1 ",
        ),
        (r"\b(?:and )?(?:on |for |in )?nothing (?:else|besides|more|further|but|more than)\b", "only"),
        (r"\bthe way ((?:[\w']+ ){1,3})(?:do|does|did|would|is|are|can)\b", r"alike \1"),
        (r"\b(?:just|exactly) (?:like|as)\b", "alike"),
        (r"\bno one\b", "nobody"),
        (r"\b(?:for good|for ever|once and for all)\b", "forever"),
        (r"\b(?:every (?:single )?time|each time|all the time|in (?:every|all|any) cases?|no matter)\b", "always"),
        (r"\b(?:by (?:itself|themselves)|on (?:its|their) own|all by itself)\b", "byitself"),
        (r"\b(?:a little|a bit)\b", "slightly"),
        (r"\bat (?:a|first) glance\b", "easily"),
        (r"\b(?:gets?|got|getting) rid of\b|\b(?:do|does|did|done) away with\b", "eliminates"),
        (r"\b(?:has|have|had) to\b", "must"),
        (r"\bout of (?:the question|reach)\b", "impossible"),
        (r"\boff limits\b", "forbidden"),
        (r"\b(?:each|every) other\b", "another"),
        (r"\bhow (?:many|much)\b", "how"),
        (r"^(?:instead of|rather than)\b", ""),
        (r", let alone\b", " or"),
        (r"\bno longer\b", "nolonger"),
        (r"\b(?:not|no|cannot)\b([^,.;:]{0,40}?)\bany ?(?:more|longer)\b", r"nolonger \1"),
        (r"\b(nobody|nothing|never|none)\b([^,.;:]{0,40}?)\bany ?(?:more|longer)\b", r"nolonger \2"),
        (r"\b(?:not|cannot) (?:just|only|merely|simply|purely|solely)\b", "notonly"),
        (r"\b(?:rather than|instead of|far from|other than|anything but|as opposed to)\b", "ratherthan"),
        (r"\bmore than (?=[a-z])", "morethan "),
        (r"\b(?:only|just|merely) (?:a|one|some) (?:kind|type|sort|form|part|branch|subset|variety)\b", "oneof"),
        (r"\b(?:(?:only|just|merely) )?one (?:of|definition|kind|type|way|part|option|example|among)\b", "oneof"),
        (r"\b(?:(?:a|some) )?(?:kind|type|sort|form|part|branch|subset|variety) of\b", "kindof"),
    )
)
