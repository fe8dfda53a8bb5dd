"""Salesforce cases by the names of their fields, as the Data Loader and the API write them: one row is one case, times carry their offset.

Statuses can be renamed; `IsClosed` says whether a case is closed whatever its status is called. There is no time of the
first response. The owner and the contact are ids. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, text, words

STATUS = {
    "new": "new",
    "working": "open",
    "in progress": "open",
    "escalated": "open",
    "on hold": "on_hold",
    "closed": "closed",
    "merged": "merged",
}

READER = Reader(
    title="Salesforce cases (API)",
    frame="ticket",
    evidence=Evidence.PARSER,
    signature=Signature(
        every=("Id", "CaseNumber", "Status", "CreatedDate", "ClosedDate", "IsClosed"),
        some=(
            "Origin",
            "Priority",
            "Type",
            "Reason",
            "Subject",
            "OwnerId",
            "ContactId",
            "AccountId",
            "IsEscalated",
            "IsClosedOnCreate",
            "SlaStartDate",
            "SlaExitDate",
            "IsStopped",
            "StopStartDate",
            "LastModifiedDate",
        ),
    ),
    columns={
        "ticket_id": text("CaseNumber", "Id"),
        "customer_id": text("ContactId", "AccountId", each=True),
        "created_at": instant("CreatedDate", zone="UTC"),
        "resolved_at": instant("ClosedDate", zone="UTC"),
        "closed_at": instant("ClosedDate", zone="UTC"),
        "updated_at": instant("LastModifiedDate", "SystemModstamp", zone="UTC"),
        "status": words(STATUS, "Status"),
        "channel": text("Origin"),
        "priority": text("Priority"),
        "type": text("Type", "Reason", each=True),
        "agent": text("OwnerId"),
        "subject": text("Subject"),
    },
)
