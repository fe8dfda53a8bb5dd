"""Ticket volume by support channel: a view of ticket-volume. Since 0.1."""

from cxm.metrics.spec import View

METRIC = View(
    title="Ticket volume by support channel",
    of="ticket_volume",
    by=("channel",),
    question="Through which channels do requests come?",
    names={
        "zh_TW": "各支援渠道工單量",
        "zh_CN": "各支持渠道工单量",
        "ms": "Jumlah tiket mengikut saluran sokongan",
        "lt": "Bilieto apimtis pagal palaikymo kanalą",
    },
)
