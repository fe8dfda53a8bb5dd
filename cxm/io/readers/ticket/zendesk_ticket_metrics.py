"""Zendesk's ticket metrics as the API and connectors give them: one row is the durations of one ticket, times are UTC.

Minutes, in calendar and business hours; the calendar's are read. A ticket that was never solved has no resolution time,
which is not 0. The status and who asked stand in the tickets; a folder with both is read as one export. Since 0.1.
"""

from cxm.io.spec import Evidence, Reader, Signature, instant, number, text

READER = Reader(
    title="Zendesk ticket metrics (API)",
    frame="ticket",
    evidence=Evidence.CONNECTOR,
    rows="ticket_updates",
    newest=("updated_at",),
    together="zendesk",
    signature=Signature(
        every=("ticket_id", "reopens", "replies", "solved_at", "initially_assigned_at"),
        some=(
            "reply_time_in_minutes",
            "reply_time_in_minutes.calendar",
            "reply_time_in_minutes.business",
            "first_resolution_time_in_minutes",
            "full_resolution_time_in_minutes",
            "full_resolution_time_in_minutes.calendar",
            "full_resolution_time_in_minutes.business",
            "agent_wait_time_in_minutes",
            "requester_wait_time_in_minutes",
            "on_hold_time_in_minutes",
            "assigned_at",
            "group_stations",
            "assignee_stations",
            "created_at",
        ),
    ),
    columns={
        "ticket_id": text("ticket_id"),
        "created_at": instant("created_at", zone="UTC"),
        "first_response_s": number(
            "reply_time_in_minutes.calendar", "reply_time_in_minutes__calendar", "reply_time_in_minutes.business", unit="min"
        ),
        "first_resolution_s": number(
            "first_resolution_time_in_minutes.calendar",
            "first_resolution_time_in_minutes__calendar",
            "first_resolution_time_in_minutes.business",
            unit="min",
        ),
        "resolved_at": instant("solved_at", zone="UTC"),
        "resolution_s": number(
            "full_resolution_time_in_minutes.calendar",
            "full_resolution_time_in_minutes__calendar",
            "full_resolution_time_in_minutes.business",
            unit="min",
        ),
        "updated_at": instant("updated_at", zone="UTC"),
        "reopens": number("reopens"),
        "agent_replies": number("replies"),
    },
)
