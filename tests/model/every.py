"""All systems that the model test is passed with."""

from tests.model.end import ModelEnd
from tests.model.ends.boulevard import BOULEVARD
from tests.model.ends.buildium import BUILDIUM
from tests.model.ends.clio import CLIO
from tests.model.ends.jobber import JOBBER
from tests.model.ends.opendental import OPENDENTAL
from tests.model.ends.servicetitan import SERVICETITAN

ALL: tuple[ModelEnd, ...] = (CLIO, JOBBER, SERVICETITAN, BUILDIUM, OPENDENTAL, BOULEVARD)
