"""The connectors that the contract holds for: a new vendor is a file beside these, and a row."""

from tests.contract.end_boulevard import BOULEVARD
from tests.contract.end_buildium import BUILDIUM
from tests.contract.end_clio import CLIO
from tests.contract.end_hubspot import HUBSPOT
from tests.contract.end_jobber import JOBBER
from tests.contract.end_opendental import OPENDENTAL
from tests.contract.end_servicetitan import SERVICETITAN

ENDS = (BOULEVARD, BUILDIUM, CLIO, HUBSPOT, JOBBER, OPENDENTAL, SERVICETITAN)
