package ingest

import (
	"fabbisogno/ingest/format/excelsior"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/format/sdmxcsv"
)

// fileFormat is a format and how it is recognised by the first characters of a
// file, decompressed; the name only breaks ties.
type fileFormat struct {
	id        string
	what      string
	recognise func(head []byte, name string) bool
	isText    bool
	endings   []string // usual ends of file names
}

// formats are tried in this order.
var formats = []fileFormat{
	{sdmxcsv.ID, "SDMX-CSV 1.0 (header begins with DATAFLOW)", sdmxcsv.Recognise, true, []string{".csv", ".csv.gz"}},
	{publishedcsv.ID, "published figures (header begins with id, period)", publishedcsv.Recognise, true, []string{".csv", ".csv.gz"}},
	{excelsior.ID, "Excelsior workbook (.xlsx)", excelsior.Recognise, false, []string{".xlsx"}},
}

// otherFormats are forms of the same publishers that have no reader, with what
// to ask for in their place.
var otherFormats = []struct{ begins, what, hint string }{
	{"STRUCTURE", "SDMX-CSV 2.0", "ask for application/vnd.sdmx.data+csv;version=1.0.0"},
	{"FREQ,Frequenza", "the CSV of the ISTAT data browser", "download SDMX-CSV from the same page"},
	{`"ITTER107"`, "a CSV of the old I.Stat portal", "download SDMX-CSV of the same flow"},
	{"<?xml", "XML", "ask for SDMX-CSV with the header Accept: application/vnd.sdmx.data+csv;version=1.0.0"},
	{"{", "JSON", "ask for SDMX-CSV with the header Accept: application/vnd.sdmx.data+csv;version=1.0.0"},
}
