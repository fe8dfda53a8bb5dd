"""Personal: which columns are, by heading or by cells."""

from __future__ import annotations

import polars as pl
import pytest

from cxm.io.personal import personal, shows, without_addresses


def test_cells_further_down_that_hold_an_address_are_emptied():
    cells = [
        "north",
        None,
        "ask ona@example.com",
        "from 192.0.2.7",
        "version 1.2.3",
        "12:30:00",
        "2001:db8:0:1:1:1:1:1",
        "POINT (1 2)",
        "(40.7, -73.9)",
    ]
    found = pl.DataFrame({"text": cells}).select(without_addresses(pl.col("text")))["text"].to_list()
    assert found == ["north", None, None, None, "version 1.2.3", "12:30:00", None, None, None]


@pytest.mark.parametrize(
    ("heading", "cells", "why"),
    [
        ("whatever", ["north", "a.b@example.co.uk"], "e-mail addresses"),
        ("whatever", ["192.0.2.255"], "IP addresses"),
        ("whatever", ["+44 20 7946 0000"], "phone numbers"),
        ("Mobile number", ["600 11 222"], "phone numbers"),
        ("First Name", ["Ona"], "names"),
        ("recipientLastName", [None], "names"),
        ("姓名", ["王"], "names"),
        ("Vardas", ["Ona"], "names"),
        ("Assignee", ["Ana"], "names"),
        ("Latitude", ["54.69"], "coordinates"),
        ("Date of birth", ["1990-01-01"], "birthdays"),
        ("Comments", ["all fine", "bad"], "free text"),
        ("What could be better?", ["The queue is long", "Nothing at all", None, "please open earlier"], "free text"),
        ("意见", ["服務很慢"], "free text"),
        ("user_id", ["u1"], "ids"),
        ("customerId", ["17"], "ids"),
        ("ID", ["17"], "ids"),
        ("shipping_address_first_name", ["Ona"], "names"),
        ("billing_address_name", ["Ona"], "names"),
        ("Company", ["Ona & Co"], "names"),
        ("organization_id", ["o1"], "ids"),
        ("E-mail address", [None], "e-mail addresses"),
        ("El. paštas", [None], "e-mail addresses"),
        ("X Coordinate (State Plane)", ["1017039"], "coordinates"),
        ("y_coordinate", ["178484"], "coordinates"),
        ("Easting", ["530000"], "coordinates"),
        ("pickup_lng", ["25.2"], "coordinates"),
        ("geohash", ["u9dbz"], "coordinates"),
        ("gps position", ["a"], "coordinates"),
        ("the_geom", ["0101000020E6"], "coordinates"),
        ("經度", ["121.5"], "coordinates"),
        ("Koordinatės", ["1"], "coordinates"),
        ("Latitud", ["3.1"], "coordinates"),
        ("location_zipcode", ["02113"], "postcodes"),
        ("Incident Zip", ["11207"], "postcodes"),
        ("邮编", ["100000"], "postcodes"),
        ("Poskod", ["50480"], "postcodes"),
        ("Pašto kodas", ["LT-01103"], "postcodes"),
        ("Street Name", ["Main"], "addresses"),
        ("Intersection Street 1", ["Main"], "addresses"),
        ("Shipping Address1", ["Main"], "addresses"),
        ("Alamat", ["x"], "addresses"),
        ("Gatvė", ["x"], "addresses"),
        ("地址", ["x"], "addresses"),
        ("location", ["POINT (-73.88182509318824 40.65651333701598)"], "places"),
        ("whatever", ["MULTIPOLYGON (((30 20, 45 40, 10 40, 30 20)))"], "places"),
        ("whatever", ["SRID=4326;LINESTRING Z(1 2 3, 4 5 6)"], "places"),
        ("whatever", ['{"type":"Point","coordinates":[25.2,54.6]}'], "places"),
        ("whatever", ["54.69, 25.28"], "places"),
        ("whatever", ["-33.9;151.2"], "places"),
        ("whatever", ["285 Cozine Ave (40.65651, -73.88182)"], "places"),
        ("whatever", ["https://maps.example/@40.65651,-73.88182,17z"], "places"),
        ("whatever", ["40°26′46″N 79°58′56″W"], "places"),
        ("location", ["42 Cross St  Boston  MA  02113"], "addresses"),
        ("location", ["Gedimino pr. 9, Vilnius"], "addresses"),
        ("location", ["Jalan Ampang, Kuala Lumpur"], "addresses"),
        ("location", ["臺北市信義路五段7號", "忠孝東路100號"], "addresses"),
        ("client_ip", ["(hashed)"], "IP addresses"),
        ("whatever", ["2001:db8::1"], "IP addresses"),
        ("whatever", ["00:1A:2b:3c:4d:5e"], "device ids"),
        ("Device ID", ["d1"], "ids"),
        ("_fbp", ["fb.1"], "ids"),
        ("IDFA", ["6D92078A"], "ids"),
        ("MAC address", ["001A2B3C4D5E"], "ids"),
        ("subject", ["Cannot log in", "Cannot log in", "Cannot log in"], "free text"),
        ("case_title", ["Late", "Late"], "free text"),
        ("Ticket summary", ["Late", "Late"], "free text"),
        ("主旨", ["登入", "登入"], "free text"),
        ("Tajuk", ["Log masuk"], "free text"),
        ("Tema", ["Klaida"], "free text"),
        ("passport_no", ["X1"], "official numbers"),
        ("submittedphoto", ["https://example.com/1.jpg"], "pictures"),
    ],
)
def test_what_is_personal_is_recognised_by_its_heading_or_its_cells(heading, cells, why):
    assert personal(heading, cells) == why


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Campaign Name", ["Spring sale", "Spring sale", "Spring sale"]),
        ("Region", ["North America", "Asia Pacific", "North America", "Asia Pacific", "Asia Pacific"]),
        ("Submitted At", ["2026-01-05 09:00:00", "2026-01-06 10:00:00"]),
        ("Score", ["10", "9", "-"]),
        ("Version", ["1.2.3", "10.4.0"]),
        ("Amount", ["1,200.50", "-3"]),
        ("Plan", ["free", "pro"]),
        ("Order total", ["20260105"]),
        ("Likely to recommend", ["10", "9"]),
        ("Feedback", ["5", "4"]),
        ("campaign_id", ["c1"]),
        ("location", ["Vilnius", "Vilnius", "Kaunas"]),
        ("Location Type", ["Residential Building/House"] * 3),
        ("Address Type", ["ADDRESS"]),
        ("geo.country", ["LT"]),
        ("zip3", ["112", "100"]),
        ("postcode area", ["N1"]),
        ("Postcode", ["112", "100**"]),
        ("Page title", ["Home", "Home"]),
        ("Prices", ["1,200.50", "1.200,50"]),
        ("Platform", ["ios"]),
        ("Colour", ["black"]),
        ("Point", ["At one point (2 days)"] * 3),
        ("Translation", ["yes"]),
        ("Language", ["en"]),
        ("How long did it take?", ["5"]),
    ],
)
def test_what_is_not_personal_is_kept(heading, cells):
    assert personal(heading, cells) == ""


def test_one_product_called_like_a_street_does_not_drop_the_products():
    assert shows(["12 Baker Street", *["mug"] * 9]) == ""
    assert shows(["12 Baker Street", *["221b Baker Street"] * 9]) == "addresses"
