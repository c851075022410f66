"""Everything that Gatewise raises on purpose, in one tree.

    GatewiseError
    ├── FrameworkError        a framework file is wrong (file, line, id)
    ├── InputRefused          something sent by a person or a file cannot be taken as it is
    │   ├── RecordRefused     a record breaks a rule of the domain (a quote that stands nowhere, ...)
    │   ├── ReplyTooLong      longer than one reply may be
    │   ├── ImportRefused     an export file that does not import
    │   ├── DocumentRefused   a document that cannot be read, or not within the limits
    │   ├── BrandRefused      a brand's value or file that cannot be used
    │   ├── PlanRefused       an edited plan that cannot be taken (row, field, value)
    │   └── PersonaError      a persona file is wrong
    ├── NotFound              an assessment, format or file that is not there
    ├── StorageError          the database cannot be used
    │   ├── StorageCorrupt    it is damaged, or not a database of ours
    │   └── StorageFull       there is no room to write
    ├── ModelError            a model file is missing or is not the one that was checked
    ├── KnowledgeError        a guidance piece or the index cannot be used
    ├── PromptError           a prompt's file is wrong, or is used wrongly
    └── ServiceError          a model's service did not do its work

Every message names the thing, the value and what was expected; each class has the exit code of its
kind, so that scripts can tell a wrong file (2) from a missing thing (3) and a broken machine (4).
"""

from __future__ import annotations


class GatewiseError(Exception):
    """The root of the tree."""

    exit_code = 1


class FrameworkError(GatewiseError):
    """A framework file is wrong; carries one line for every problem found.

    Attributes:
        problems: `file:line: id: what is wrong`, in the order of the file.
    """

    exit_code = 2

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class InputRefused(GatewiseError):
    """Something that was sent cannot be taken as it is; nothing was changed by it."""

    exit_code = 2


class RecordRefused(InputRefused):
    """A record breaks a rule of the domain."""


class ReplyTooLong(InputRefused):
    """A reply is longer than the interview takes at once."""


class ImportRefused(InputRefused):
    """An export file does not import."""


class DocumentRefused(InputRefused):
    """A document cannot be read, or not within the limits; the sentence says what to do instead."""


class BrandRefused(InputRefused):
    """A value or a file of a brand cannot be used."""


class PlanRefused(InputRefused):
    """An edited plan cannot be taken; nothing of it was.

    Attributes:
        problems: One line for every problem: the row, the field, the value and what was expected.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class PersonaError(InputRefused):
    """A persona file is wrong."""


class NotFound(GatewiseError):
    """What was asked for is not there."""

    exit_code = 3


class StorageError(GatewiseError):
    """The database cannot be used."""

    exit_code = 4


class StorageCorrupt(StorageError):
    """The database is damaged or is not one of ours; nothing was written to it."""


class StorageFull(StorageError):
    """There is no room to write; what was being written is not stored."""


class ModelError(GatewiseError):
    """A model file is missing, or is not the file that was checked."""

    exit_code = 4


class KnowledgeError(GatewiseError):
    """A guidance piece is wrong, or the index cannot be used."""

    exit_code = 4


class PromptError(GatewiseError):
    """A prompt's file is wrong, or it was rendered with other inputs than it takes."""

    exit_code = 4


class ServiceError(GatewiseError):
    """A model's service did not do its work."""

    exit_code = 4
