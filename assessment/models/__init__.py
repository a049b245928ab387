"""Storage of the assessment: fields and constraints, one noun a file."""

from assessment.models.action_item import ActionItem
from assessment.models.calendar_feed import CalendarFeed
from assessment.models.consistency import CityFact, ConsistencyWaiver
from assessment.models.contribution import Contribution
from assessment.models.cycle import Assignment, Cycle, Extension
from assessment.models.document import Citation, Document, StoredFile
from assessment.models.handover import MinistryFigures, RekeyTick, ReportSetting
from assessment.models.instrument import InstrumentVersion
from assessment.models.job import Job, WorkerSign
from assessment.models.late_draft import LateDraft
from assessment.models.mark import Mark, MarkReply
from assessment.models.meeting import Attendance, Meeting
from assessment.models.official_answer import OfficialAnswer
from assessment.models.plan import PlanEstimate, Scenario, ScenarioChange
from assessment.models.program import (
    Agreement,
    DistinctPartners,
    DistinctPrograms,
    Partner,
    Program,
    ProgramTarget,
)
from assessment.models.question_mapping import QuestionMapping
from assessment.models.reading import ScoreReading
from assessment.models.recap import AgencyAlias, RecapImport, RecapValue
from assessment.models.reminder import ReminderLog
from assessment.models.review import LowerValue, ReviewerAssignment, ReviewNote
from assessment.models.snapshot import Snapshot
from assessment.models.submission import StatusChange, Submission
from assessment.models.window import RequestItem, Window
from assessment.models.workbook_upload import WorkbookUpload

__all__ = [
    "ActionItem",
    "AgencyAlias",
    "Agreement",
    "Assignment",
    "Attendance",
    "CalendarFeed",
    "Citation",
    "CityFact",
    "ConsistencyWaiver",
    "Contribution",
    "Cycle",
    "DistinctPartners",
    "DistinctPrograms",
    "Document",
    "Extension",
    "InstrumentVersion",
    "Job",
    "LateDraft",
    "LowerValue",
    "Mark",
    "MarkReply",
    "Meeting",
    "MinistryFigures",
    "OfficialAnswer",
    "Partner",
    "PlanEstimate",
    "Program",
    "ProgramTarget",
    "QuestionMapping",
    "RecapImport",
    "RecapValue",
    "RekeyTick",
    "ReminderLog",
    "ReportSetting",
    "RequestItem",
    "ReviewNote",
    "ReviewerAssignment",
    "Scenario",
    "ScenarioChange",
    "ScoreReading",
    "Snapshot",
    "StatusChange",
    "StoredFile",
    "Submission",
    "Window",
    "WorkbookUpload",
    "WorkerSign",
]
