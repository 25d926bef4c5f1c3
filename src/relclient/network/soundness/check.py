"""Checking: a network held against rules of soundness, and what breaks them."""

from collections import Counter
from collections.abc import Iterable
from typing import final

from attrs import frozen

from relclient._sentences import in_language, sentence
from relclient._validation import check_instance, keep_instances
from relclient.classification.rulebook import Finding, SoundnessRule, Subject
from relclient.errors import InvalidValue, Problems, RelclientError
from relclient.labels import Language
from relclient.network.service_network import ServiceNetwork


@final
@frozen
class Violation:
    """
    One thing that breaks a rule, and what would mend it.

    >>> from decimal import Decimal
    >>> from relclient import Organization, Person, Relationship, RetailCustomer, ServiceNetwork, check
    >>> dinner = Relationship(
    ...     Organization("hotel"), RetailCustomer(Person("mr-pop")), "dinner", staff_discount=Decimal("0.5"))
    >>> print(check(ServiceNetwork(relationships=[dinner]))[0])
    Fault staff-price on hotel/mr-pop/dinner: it has a staff discount of 0.5 and is no staff of hotel; \
take the discount off.
    """

    __module__ = "relclient"

    rule: SoundnessRule
    """The rule that is broken."""
    subject: Subject
    """The relationship that breaks it, or the party."""
    finding: str
    """What was found."""
    remedy: str
    """What would mend it."""

    @property
    def short(self) -> str:
        """The rule and whatever breaks it."""
        return f"{self.rule.name} on {self.subject.id}"

    def say(self, lang: Language = "en") -> str:
        """
        Return what was found and what would mend it, in the language *lang*: ``en``, ``es`` or ``ro``.

        What a rule of the app's own finds is said as that rule writes it.

        >>> from relclient import Organization, Person, Relationship, ServiceNetwork, check, has_standard
        >>> stay = Relationship(Organization("hotel"), Person("ana"), "stay")
        >>> print(check(ServiceNetwork(relationships=[stay]), rules=[has_standard])[0].say("es"))
        Observación has-standard en hotel/ana/stay: no se ha acordado ningún nivel de servicio; \
acuerden uno, para que ambas partes sepan qué esperar.

        Raises:
            InvalidValue: *lang* is another language.
        """
        return sentence(
            lang,
            "{severity} {rule} on {subject}: {finding}; {remedy}.",
            severity=self.rule.severity.label(lang).capitalize(),
            rule=self.rule.name,
            subject=self.subject.id,
            finding=in_language(self.finding, lang),
            remedy=in_language(self.remedy, lang),
        )

    def __str__(self) -> str:
        return self.say()


def check(network: ServiceNetwork, *, rules: Iterable[SoundnessRule] | None = None) -> tuple[Violation, ...]:
    """
    Return what breaks *rules*, in the order of the rules and then of the ids of what breaks them.

    Without *rules* it is those of the network's rulebook.
    A declared kind, a staff price and an approval are judged on every day of the relationship, one that has
    no first day from the beginning of time; each stretch of days on which a rule is broken is named once.

    >>> from relclient import DEFAULT_RULES, HorizontalCustomer, Organization, Person, Relationship, ServiceNetwork
    >>> from relclient import Severity, check
    >>> help_for_nobody = Relationship(Organization("helpdesk"), HorizontalCustomer(Person("vlad")), "laptop")
    >>> network = ServiceNetwork(relationships=[help_for_nobody])
    >>> [violation.rule.name for violation in check(network)]
    ['kind-fits', 'has-standard', 'reaches-external']
    >>> faults_only = [rule for rule in DEFAULT_RULES if rule.severity is Severity.FAULT]
    >>> print(check(network, rules=faults_only)[0].finding)
    declared horizontal customer, but the tables give retail customer: nothing ties it to helpdesk

    Raises:
        InvalidType: *network* is no `ServiceNetwork`.
        Problems: a rule is no `SoundnessRule`, or two have one name; all of it at once.
    """
    check_instance("check network", network, ServiceNetwork, "a ServiceNetwork")
    problems: list[RelclientError] = []
    given = network.rulebook.soundness if rules is None else rules
    applied = keep_instances("check rules", given, SoundnessRule, "a SoundnessRule", problems)
    twice = [name for name, times in Counter(rule.name for rule in applied).items() if times > 1]
    problems.extend(InvalidValue("check rules", name, "two rules have this name; name one anew") for name in twice)
    if problems:
        raise Problems.found(problems)
    return tuple(
        Violation(rule, *finding) for rule in applied for finding in sorted(rule.find(network), key=_id_of_subject)
    )


def _id_of_subject(finding: Finding) -> str:
    return finding[0].id
