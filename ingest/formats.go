package ingest

import (
	"io"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/eurostattsv"
	"fabbisogno/ingest/format/eurostatxlsx"
	"fabbisogno/ingest/format/istatbrowser"
	"fabbisogno/ingest/format/istatdotstat"
	"fabbisogno/ingest/format/jsonstat"
	"fabbisogno/ingest/format/publishedcsv"
	"fabbisogno/ingest/format/sdmx"
	"fabbisogno/ingest/format/sdmxcsv"
	"fabbisogno/ingest/format/sdmxcsv2"
	"fabbisogno/ingest/format/sdmxjson"
	"fabbisogno/ingest/format/sdmxml"
	"fabbisogno/ingest/layout"
	"fabbisogno/ingest/structure"
)

// fileFormat is a form in which files come, and how it is recognised by the
// first characters of a file, decompressed; the name only breaks ties.
type fileFormat struct {
	id        string
	what      string
	recognise func(head []byte, name string) bool
	// open begins to read the rows; nil for a workbook, whose tables are found by layouts.
	open opener
	// tables is the format under which the catalogue declares the tables that
	// come in this form. Every encoding of SDMX says sdmxcsv: the columns are the
	// same, and so a table is loaded from whichever encoding is at hand.
	tables  string
	endings []string // usual ends of file names
	// guided makes an opener that knows the table's structure, where the form leaves
	// open which columns are dimensions and in what order; nil: it never does.
	guided func(*structure.Guide) opener
}

// opener begins to read a file from its start. Forms that tell their columns only
// further on go through the file twice, so it can be rewound.
type opener func(f io.ReadSeeker) (format.Source, error)

// stream makes an opener of a reader that goes through the file once.
func stream[S format.Source](open func(io.Reader) (S, error)) opener {
	return func(f io.ReadSeeker) (format.Source, error) {
		s, err := open(f)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

// rewind makes an opener of a reader that goes through the file more than once.
func rewind[S format.Source](open func(io.ReadSeeker) (S, error)) opener {
	return func(f io.ReadSeeker) (format.Source, error) {
		s, err := open(f)
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

// guidedXML reads SDMX-ML with the structure that the publisher gave.
func guidedXML(g *structure.Guide) opener {
	return rewind(func(f io.ReadSeeker) (*sdmxml.Message, error) {
		return sdmxml.OpenWith(f, []sdmx.Structure{g.Structure})
	})
}

// formats are tried in this order.
var formats = []fileFormat{
	{sdmxcsv.ID, "SDMX-CSV 1.0 (header begins with DATAFLOW)", sdmxcsv.Recognise, stream(sdmxcsv.Open), sdmxcsv.ID, []string{".csv", ".csv.gz"}, nil},
	{sdmxcsv2.ID, "SDMX-CSV 2.0 (header begins with STRUCTURE, STRUCTURE_ID)", sdmxcsv2.Recognise, stream(sdmxcsv2.Open), sdmxcsv.ID, []string{".csv", ".csv.gz"}, nil},
	{eurostattsv.ID, "Eurostat TSV (header such as freq,geo\\TIME_PERIOD)", eurostattsv.Recognise, stream(eurostattsv.Open), sdmxcsv.ID, []string{".tsv", ".tsv.gz"}, nil},
	{istatbrowser.ID, "CSV of the ISTAT data browser (header begins with FREQ,Frequenza)", istatbrowser.Recognise, stream(istatbrowser.Open), sdmxcsv.ID, []string{".csv", ".csv.gz"}, nil},
	{istatdotstat.ID, "CSV of the old I.Stat portal (header with Value, Flag Codes, Flags)", istatdotstat.Recognise, stream(istatdotstat.Open), sdmxcsv.ID, []string{".csv", ".csv.gz"}, nil},
	{sdmxml.ID, "SDMX-ML data 2.0, 2.1 or 3.0 (XML)", sdmxml.Recognise, rewind(sdmxml.Open), sdmxcsv.ID, []string{".xml", ".xml.gz"}, guidedXML},
	{sdmxjson.ID, "SDMX-JSON data 1.0 or 2.0", sdmxjson.Recognise, rewind(sdmxjson.Open), sdmxcsv.ID, []string{".json", ".json.gz"}, nil},
	{jsonstat.ID, "JSON-stat 2.0 or 1.x", jsonstat.Recognise, rewind(jsonstat.Open), sdmxcsv.ID, []string{".json", ".json.gz"}, nil},
	{publishedcsv.ID, "published figures (header begins with id, period)", publishedcsv.Recognise, stream(publishedcsv.Open), publishedcsv.ID, []string{".csv", ".csv.gz"}, nil},
	{eurostatxlsx.ID, "spreadsheet of Eurostat's Data Browser (.xlsx)", eurostatxlsx.Recognise, rewind(eurostatxlsx.Open), sdmxcsv.ID, []string{".xlsx"}, nil},
	{layout.ID, "workbook by a declared layout (.xlsx): Excelsior", layout.Recognise, nil, layout.ID, []string{".xlsx"}, nil},
}

// otherFormats are forms of the same publishers that have no reader, with what
// to ask for in their place.
var otherFormats = []struct{ begins, what, hint string }{
	{"<?xml", "XML of another kind than SDMX-ML", "ask for SDMX-CSV with the header Accept: application/vnd.sdmx.data+csv;version=1.0.0"},
	{"{", "JSON of another kind than SDMX-JSON or JSON-stat", "ask for SDMX-CSV with the header Accept: application/vnd.sdmx.data+csv;version=1.0.0"},
}

// viewFormats are exports of portals, in which columns that the view fixes may
// be left out. SDMX messages never leave out a dimension.
var viewFormats = []string{istatbrowser.ID, istatdotstat.ID}
