"""Chatwoot's report on agents: a line on the reporting period, then one row for each agent.

Already counted: there are averages and numbers, no tickets. Durations are text in whole units (`3 minutes 20 seconds`,
`1 day 2 hours`), `N/A` where there is none; some versions write plain numbers under `(Minutes)`. Since 0.1.
"""

from cxm.io.spec import Evidence, Part, Reader, Signature, instant, number, text

MINUTES_FIRST = "Avg first response time (Minutes)"
MINUTES_LAST = "Avg resolution time (Minutes)"

READER = Reader(
    title="Chatwoot agent report",
    frame="ticket_report",
    evidence=Evidence.VENDOR,
    part=Part.SCAN,
    signature=Signature(
        every=("Agent name",),
        some=("Assigned conversations", "No. of conversations", "Resolution Count", "Avg customer waiting time"),
        patterns=(r"avg first response time( \(minutes\))?", r"avg resolution time( \(minutes\))?"),
    ),
    columns={
        "date": instant("meta:Reporting period", take=r"^(\S+)"),
        "agent": text("Agent name"),
        "tickets": number("Assigned conversations", "No. of conversations"),
        "resolved": number("Resolution Count"),
        "avg_first_response": number("Avg first response time", MINUTES_FIRST, units={MINUTES_FIRST: "min"}),
        "avg_resolution": number("Avg resolution time", MINUTES_LAST, units={MINUTES_LAST: "min"}),
    },
)
