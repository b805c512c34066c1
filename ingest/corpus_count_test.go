package ingest

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"fabbisogno/ingest/format/eurostattsv"
	"fabbisogno/ingest/format/eurostatxlsx"
	"fabbisogno/ingest/format/istatbrowser"
	"fabbisogno/ingest/format/istatdotstat"
	"fabbisogno/ingest/format/jsonstat"
	"fabbisogno/ingest/format/sdmxcsv"
	"fabbisogno/ingest/format/sdmxcsv2"
	"fabbisogno/ingest/format/sdmxjson"
	"fabbisogno/ingest/format/sdmxml"
	"fabbisogno/ingest/format/tidy"
	"fabbisogno/ingest/layout"

	"github.com/xuri/excelize/v2"
)

// checkPhysical holds the rows read against a count of the file's own marks, made
// without our readers: csv records, tags, tabs, members of JSON objects.
func checkPhysical(t *testing.T, dir, path string, rep Report) {
	t.Helper()
	count, ok := physicalCounts[rep.Format]
	if !ok {
		t.Errorf("%s: no independent count for the format %s", path, rep.Format)
		return
	}
	perLine := int64(1)
	if table, _ := overlayIngester(t, nil).Catalog.Table(rep.Table); table.IsTidy() {
		perLine = 0 // each column of values of a line is a row
		for _, d := range table.Dimensions {
			if d.To == "value" {
				perLine++
			}
		}
	}
	text, err := io.ReadAll(rawText(t, filepath.Join(dir, filepath.FromSlash(path))))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rep.Counts.Read, perLine*count(t, bytes.TrimPrefix(text, []byte("\ufeff"))); got != want {
		t.Errorf("%s: %d rows read, %d in the file", path, got, want)
	}
}

// physicalCounts counts the rows of a file by its format.
var physicalCounts = map[string]func(t *testing.T, text []byte) int64{
	sdmxcsv.ID:      csvRecords,
	sdmxcsv2.ID:     csvRecords,
	istatdotstat.ID: csvRecords,
	tidy.CSV:        csvRecords,
	// Apostrophes quote, and no cell holds a line break.
	istatbrowser.ID: func(_ *testing.T, text []byte) int64 { return int64(bytes.Count(bytes.TrimSpace(text), []byte("\n"))) },
	eurostattsv.ID: func(_ *testing.T, text []byte) int64 {
		_, rest, _ := bytes.Cut(text, []byte("\n")) // a tab stands before each value
		return int64(bytes.Count(rest, []byte("\t")))
	},
	eurostatxlsx.ID: databrowserCells,
	sdmxml.ID:       func(_ *testing.T, text []byte) int64 { return int64(len(obsTag.FindAll(text, -1))) },
	jsonstat.ID:     jsonValues,
	sdmxjson.ID:     jsonObservations,
	Definitions:     definitions,
	layout.TextID: func(t *testing.T, text []byte) int64 { // every record, empty ones too
		r := csv.NewReader(bytes.NewReader(text))
		r.Comma, r.FieldsPerRecord, r.LazyQuotes = ';', -1, false
		records, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return int64(len(records))
	},
}

// obsTag begins an observation in every version of SDMX-ML; ObsValue and
// ObsDimension go on with a letter.
var obsTag = regexp.MustCompile(`<(\w+:)?Obs[\s/>]`)

// databrowserCells counts the rows with content of all sheets by another reader,
// and in the place of a row of values its cells.
func databrowserCells(t *testing.T, text []byte) int64 {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var n int64
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		values := int64(0) // cells of a row of values; 0 outside of the table
		for _, row := range rows {
			switch {
			case len(row) == 0:
			case row[0] == "Date" || row[0] == "GEO (Labels)":
				values = int64(len(row) - 1)
				n++
			case row[0] == "TIME" || row[0] == "Special value":
				if row[0] == "Special value" {
					values = 0
				}
				n++
			default:
				n += max(values, 1)
			}
		}
	}
	return n
}

func csvRecords(t *testing.T, text []byte) int64 {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(text))
	header, _, _ := bytes.Cut(text, []byte("\n"))
	if bytes.Count(header, []byte(";")) > bytes.Count(header, []byte(",")) {
		r.Comma = ';'
	}
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return int64(len(records) - 1)
}

// jsonValues counts the values of all data sets of a JSON-stat document.
func jsonValues(t *testing.T, text []byte) int64 {
	t.Helper()
	type dataSet struct {
		Value json.RawMessage `json:"value"`
	}
	var one dataSet
	var bundle map[string]json.RawMessage
	if json.Unmarshal(text, &one) != nil || json.Unmarshal(text, &bundle) != nil {
		t.Fatal("the document is not JSON")
	}
	sets := []dataSet{one}
	for _, raw := range bundle {
		var s dataSet
		if json.Unmarshal(raw, &s) == nil {
			sets = append(sets, s)
		}
	}
	n := 0
	for _, s := range sets {
		var list []json.RawMessage
		var object map[string]json.RawMessage
		if json.Unmarshal(s.Value, &list) == nil {
			n += len(list)
		} else if json.Unmarshal(s.Value, &object) == nil {
			n += len(object)
		}
	}
	return int64(n)
}

// element is any XML element.
type element struct {
	XMLName  xml.Name
	Children []element `xml:",any"`
}

// named are the children of one of some names.
func (e element) named(names ...string) []element {
	var out []element
	for _, c := range e.Children {
		if slices.Contains(names, c.XMLName.Local) {
			out = append(out, c)
		}
	}
	return out
}

// definitions counts the definitions of a structure message and what is in them.
func definitions(t *testing.T, text []byte) int64 {
	t.Helper()
	if text[0] == '{' {
		return jsonDefinitions(t, text)
	}
	var root element
	if err := xml.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, structures := range root.named("Structures") {
		for _, kind := range structures.Children {
			n += len(kind.Children)
			for _, artefact := range kind.Children {
				switch artefact.XMLName.Local {
				case "Codelist", "ConceptScheme":
					n += len(artefact.named("Code", "Concept"))
				case "DataStructure":
					for _, parts := range artefact.named("DataStructureComponents") {
						for _, list := range parts.named("DimensionList") {
							n += len(list.named("Dimension", "TimeDimension", "MeasureDimension"))
						}
					}
				case "ContentConstraint", "DataConstraint":
					for _, region := range artefact.named("CubeRegion") {
						for _, key := range region.named("KeyValue", "Attribute") {
							n += len(key.named("Value"))
						}
					}
				}
			}
		}
	}
	return int64(n)
}

func jsonDefinitions(t *testing.T, text []byte) int64 {
	t.Helper()
	type many []json.RawMessage
	var message struct {
		Data map[string]json.RawMessage `json:"data"`
	}
	if err := json.Unmarshal(text, &message); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, raw := range message.Data {
		var list []struct {
			Codes      many `json:"codes"`
			Concepts   many `json:"concepts"`
			Components struct {
				List struct {
					Dimensions many            `json:"dimensions"`
					Times      many            `json:"timeDimensions"`
					Time       json.RawMessage `json:"timeDimension"`
				} `json:"dimensionList"`
			} `json:"dataStructureComponents"`
			Regions []struct {
				Keys []struct {
					Values many `json:"values"`
				} `json:"keyValues"`
			} `json:"cubeRegions"`
		}
		if json.Unmarshal(raw, &list) != nil {
			continue
		}
		n += len(list)
		for _, a := range list {
			dims := a.Components.List
			n += len(a.Codes) + len(a.Concepts) + len(dims.Dimensions) + len(dims.Times)
			if len(dims.Time) > 0 {
				n++
			}
			for _, r := range a.Regions {
				for _, k := range r.Keys {
					n += len(k.Values)
				}
			}
		}
	}
	return int64(n)
}

// jsonObservations counts the observations of an SDMX-JSON message, those of
// series and those of flat data sets.
func jsonObservations(t *testing.T, text []byte) int64 {
	t.Helper()
	type observed struct {
		Observations map[string]json.RawMessage `json:"observations"`
	}
	type dataSet struct {
		observed
		Series map[string]observed `json:"series"`
	}
	var message struct {
		DataSets []dataSet `json:"dataSets"`
		Data     struct {
			DataSets []dataSet `json:"dataSets"`
		} `json:"data"`
	}
	if err := json.Unmarshal(text, &message); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range append(message.DataSets, message.Data.DataSets...) {
		n += len(s.Observations)
		for _, series := range s.Series {
			n += len(series.Observations)
		}
	}
	return int64(n)
}
