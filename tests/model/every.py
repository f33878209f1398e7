"""All systems that the model test is passed with."""

from tests.model.end import ModelEnd
from tests.model.ends.clio import CLIO
from tests.model.ends.opendental import OPENDENTAL

ALL: tuple[ModelEnd, ...] = (CLIO, OPENDENTAL)
