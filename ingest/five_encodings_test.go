package ingest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/format/sdmxjson"

	gocmp "github.com/google/go-cmp/cmp"
)

// essence is what an observation says: its key, period, value and status, without
// the row and the remarks, which differ by encoding.
func essence(l warehouse.Load) []string {
	var out []string
	for _, o := range l.Observations {
		_, text, _ := strings.Cut(observationText(o), " OBS_VALUE ")
		if text == "" { // of a Eurostat TSV, where the column is the period
			_, text, _ = strings.Cut(observationText(o), " "+o.Column+" ")
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

func loadedFrom(t *testing.T, r Request) warehouse.Load {
	t.Helper()
	db := &memory{}
	rep, err := overlayIngester(t, db).File(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Counts.Rejected > 0 || rep.Counts.Loaded == 0 {
		t.Fatalf("%+v, the first rejected: %+v", rep.Counts, rep.Rejected)
	}
	return db.loads[0]
}

// TestCorpusSameDataEncodings loads recorded files that hold the same data in
// different encodings or arrangements.
func TestCorpusSameDataEncodings(t *testing.T) {
	dir := filepath.Join(corpus(t), "real")
	cases := []struct {
		name  string
		paths []string
	}{
		{"ECB_generic_and_structure_specific_by_series_section_and_flat", []string{"sdmx-generic/ecb_exr/ng-ts.xml", "sdmx-generic/ecb_exr/ng-ts-ss.xml",
			"sdmx-generic/ecb_exr/ng-xs.xml", "sdmx-generic/ecb_exr/ng-xs-ss.xml", "sdmx-generic/ecb_exr/ng-flat.xml", "sdmx-generic/ecb_exr/ng-flat-ss.xml"}},
		{"ECB_attributes_at_the_group_and_at_the_series", []string{"sdmx-generic/ecb_exr/ng-ts.xml", "sdmx-generic/ecb_exr/rg-ts.xml", "sdmx-generic/ecb_exr/sg-ts.xml"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := essence(loadedFrom(t, Request{Path: filepath.Join(dir, c.paths[0])}))
			for _, path := range c.paths[1:] {
				if diff := gocmp.Diff(want, essence(loadedFrom(t, Request{Path: filepath.Join(dir, path)}))); diff != "" {
					t.Errorf("%s (-%s +this):\n%s", path, c.paths[0], diff)
				}
			}
		})
	}
}

// TestCorpusPairs holds files that overlap against each other: what both say must
// be the same, and they must say at least so much together.
func TestCorpusPairs(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "istat")
	cases := []struct {
		name, a, b string
		both       int
	}{
		{"CSV_with_and_without_labels", "sdmx-csv/istat_ipi_2026-08.csv", "sdmx-csv/istat_ipi_labels_2026.csv", 6},
		{"one_edition_and_all", "vintages-and-series/151_874_unemployment_rate_monthly_all_editions_headline.csv.gz", "vintages-and-series/151_874_unemployment_rate_monthly_edition_2026M1G8.csv.gz", 263},
		{"one_edition_of_employed_and_all", "vintages-and-series/150_875_employed_monthly_all_editions_headline.csv.gz", "vintages-and-series/150_875_employed_monthly_edition_2026M1G8.csv.gz", 263},
		// What the first view leaves out, sex, the second shows.
		{"view_without_a_column_and_with_it", "istat-dot-stat-csv/demi/DCCV_TAXDISOCCU1_12012025111208359.csv", "istat-dot-stat-csv/empoweritaly/D7-Unemployment_rate_between_foreigners_and_italians.csv", 1000},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			said := map[string]string{}
			place := func(o warehouse.Observation) string {
				return fmt.Sprint(o.Key, " ", o.Period, " ", o.Freq, " ", o.Vintage)
			}
			for _, o := range loadedFrom(t, Request{Path: filepath.Join(dir, c.a), Table: givenTables["istat/"+c.a], Vintage: "x"}).Observations {
				said[place(o)] = fmt.Sprint(o.Value, o.Status)
			}
			both := 0
			for _, o := range loadedFrom(t, Request{Path: filepath.Join(dir, c.b), Table: givenTables["istat/"+c.b], Vintage: "x"}).Observations {
				before, ok := said[place(o)]
				if !ok {
					continue
				}
				if both++; before != fmt.Sprint(o.Value, o.Status) {
					t.Errorf("%s is %s in one and %v %s in the other", place(o), before, o.Value, o.Status)
				}
			}
			if both < c.both {
				t.Errorf("the files have %d observations in common, want at least %d", both, c.both)
			}
		})
	}
}

// TestCorpusDailyJSON compares the recorded SDMX-JSON messages by their rows:
// they are daily, which the warehouse does not hold.
func TestCorpusDailyJSON(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "sdmx-generic")
	for _, paths := range [][]string{
		{"ecb_exr/ts.json", "ecb_exr/xs.json", "ecb_exr/flat.json"},
		{"sdmx-json-2.0/exr-time-series.json", "sdmx-json-2.0/exr-cross-section.json", "sdmx-json-2.0/exr-flat.json", "ecb_exr/flat.json"},
	} {
		want := jsonRows(t, filepath.Join(dir, paths[0]))
		if len(want) != 4 {
			t.Errorf("%s has %d rows, want 4", paths[0], len(want))
		}
		for _, path := range paths[1:] {
			if diff := gocmp.Diff(want, jsonRows(t, filepath.Join(dir, path))); diff != "" {
				t.Errorf("%s (-%s +this):\n%s", path, paths[0], diff)
			}
		}
	}
}

// jsonRows are the dimensions, value and status of each row, by name.
func jsonRows(t *testing.T, path string) []string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	src, err := sdmxjson.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || row.Fault != nil {
			t.Fatal(err, row.Fault)
		}
		if row.Skip != "" {
			continue
		}
		var cells []string
		for i, c := range src.Columns() {
			if slices.Contains([]string{"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_SUFFIX", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS"}, c.Name) {
				cell := row.Cells[i]
				if c.Name == "OBS_VALUE" {
					cell = fmt.Sprint(mustFloat(cell)) // 40.3000 in version 1.0, 40.3 in 2.0
				}
				cells = append(cells, c.Name+"="+cell)
			}
		}
		slices.Sort(cells)
		out = append(out, strings.Join(cells, " "))
	}
	slices.Sort(out)
	return out
}

// message is the data of a recorded file, to be written in other encodings.
type message struct {
	agency, flow string
	dims         []string
	rows         []messageRow
}

type messageRow struct {
	codes                 []string
	period, value, status string
}

// read takes the rows of a recorded file apart.
func readMessage(t *testing.T, path string, open opener, agency, flow string, dims []string) message {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	src, err := open(f)
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, c := range src.Columns() {
		at[c.Name] = i + 1
	}
	m := message{agency: agency, flow: flow, dims: dims}
	for {
		row, err := src.Next()
		if errors.Is(err, io.EOF) {
			return m
		}
		if err != nil || row.Cells == nil {
			t.Fatal(err, row.Fault)
		}
		cell := func(name string) string {
			if i := at[name]; i > 0 {
				return strings.Clone(row.Cells[i-1])
			}
			return ""
		}
		r := messageRow{period: cell("TIME_PERIOD"), value: cell("OBS_VALUE"), status: cmp.Or(cell("OBS_STATUS"), cell("OBS_FLAG"))}
		for _, d := range dims {
			r.codes = append(r.codes, cell(d))
		}
		m.rows = append(m.rows, r)
	}
}

// TestCorpusRewritten writes the data of recorded messages in every encoding
// that the corpus does not hold them in, by encoders of its own, and loads each:
// SDMX-ML generic and structure-specific, SDMX-CSV 1.0 and 2.0, SDMX-JSON,
// JSON-stat and Eurostat's TSV give the observations of the recorded file.
func TestCorpusRewritten(t *testing.T) {
	dir := filepath.Join(corpus(t), "real")
	formatOf := func(id string) opener {
		i := slices.IndexFunc(formats, func(f fileFormat) bool { return f.id == id })
		return formats[i].open
	}
	cases := []struct {
		name, path, format, table, agency, flow string
		dims                                    []string
	}{
		{"ECB_exchange_rates", "sdmx-generic/ecb_exr/ng-ts.xml", "sdmxml", "ecb_exr_ng", "ECB", "ECB_EXR_NG", []string{"FREQ", "CURRENCY", "CURRENCY_DENOM", "EXR_TYPE", "EXR_VAR"}},
		{"ISTAT_population", "istat/sdmx-ml/22_289.xml", "sdmxml", "istat_population", "IT1", "22_289", []string{"FREQ", "REF_AREA", "DATA_TYPE", "SEX", "AGE", "MARITAL_STATUS"}},
		{"ISTAT_childcare", "istat/sdmx-ml/recorded_2026-05-18_data_47_850_generic.xml", "sdmxml", "istat_childcare", "IT1", "47_850", []string{"FREQ", "REF_AREA", "DATA_TYPE", "TYPE_SOCIO_EDUC_SERVICE", "TYPE_MANAGEMENT", "HOLDER_SECTOR_PUBPRIV"}},
		{"ISTAT_production", "istat/sdmx-csv/istat_ipi_2026-08.csv", "sdmxcsv", "istat_industrial_production", "IT1", "115_333", []string{"FREQ", "REF_AREA", "DATA_TYPE", "ADJUSTMENT", "ECON_ACTIVITY_NACE_2007"}},
		{"Eurostat_education_with_flags", "eurostat/sdmx-csv/D4-Level_of_education_of_foreign_citizens.csv", "sdmxcsv", "eurostat_education_by_birth", "ESTAT", "EDAT_LFS_9917", []string{"freq", "unit", "sex", "isced11", "c_birth", "age", "geo"}},
		{"OECD_migration", "oecd/DF_MIG_INT_PER_ITA.csv", "sdmxcsv2", "oecd_permanent_migration", "OECD.ELS.IMD", "DSD_MIG_INT@DF_MIG_INT_PER", []string{"REF_AREA", "FREQ", "MEASURE", "MIGRATION_TYPE", "UNIT_MEASURE"}},
	}
	for _, c := range cases {
		path := filepath.Join(dir, filepath.FromSlash(c.path))
		want := essence(loadedFrom(t, Request{Path: path}))
		m := readMessage(t, path, formatOf(c.format), c.agency, c.flow, c.dims)
		for _, e := range encoders {
			t.Run(c.name+"/"+e.name, func(t *testing.T) {
				l := loadedFrom(t, Request{Reader: strings.NewReader(e.write(m)), Name: "rewritten" + e.ending, Table: c.table})
				if l.Snapshot.Format != e.format {
					t.Errorf("the text was read as %s", l.Snapshot.Format)
				}
				if diff := gocmp.Diff(want, essence(l)); diff != "" {
					t.Errorf("(-recorded +rewritten):\n%s", diff)
				}
			})
		}
	}
}

// encoders write a message in the encodings that a table may come in.
var encoders = []struct {
	name, format, ending string
	write                func(message) string
}{
	{"SDMX-ML_generic", "sdmxml", ".xml", writeGeneric},
	{"SDMX-ML_structure-specific", "sdmxml", ".xml", writeSpecific},
	{"SDMX-CSV_1.0", "sdmxcsv", ".csv", writeCSV1},
	{"SDMX-CSV_2.0", "sdmxcsv2", ".csv", writeCSV2},
	{"SDMX-JSON_1.0", "sdmxjson", ".json", writeJSON},
	{"JSON-stat_2.0", "jsonstat", ".json", writeJSONStat},
	{"Eurostat_TSV", "eurostattsv", ".tsv", writeTSV},
}

const encodedHeader = `<m:Header><m:ID>x</m:ID><m:Structure structureID="S" dimensionAtObservation="%s"><c:StructureUsage><Ref agencyID="%s" id="%s" version="1.0"/></c:StructureUsage></m:Structure></m:Header>`

func writeGeneric(m message) string {
	var b strings.Builder
	b.WriteString(`<m:GenericData` + rowsStart + ` xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">` + fmt.Sprintf(encodedHeader, "TIME_PERIOD", m.agency, m.flow) + `<m:DataSet structureRef="S">`)
	for _, r := range m.rows {
		b.WriteString(`<g:Series><g:SeriesKey>`)
		for i, d := range m.dims {
			fmt.Fprintf(&b, `<g:Value id=%q value=%q/>`, d, r.codes[i])
		}
		fmt.Fprintf(&b, `</g:SeriesKey><g:Obs><g:ObsDimension value=%q/>`, r.period)
		if r.value != "" {
			fmt.Fprintf(&b, `<g:ObsValue value=%q/>`, r.value)
		}
		if r.status != "" {
			fmt.Fprintf(&b, `<g:Attributes><g:Value id="OBS_STATUS" value=%q/></g:Attributes>`, r.status)
		}
		b.WriteString(`</g:Obs></g:Series>`)
	}
	return b.String() + `</m:DataSet></m:GenericData>`
}

func writeSpecific(m message) string {
	var b strings.Builder
	b.WriteString(`<m:StructureSpecificData` + rowsStart + ` xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific">` + fmt.Sprintf(encodedHeader, "AllDimensions", m.agency, m.flow) + `<m:DataSet ss:structureRef="S">`)
	for _, r := range m.rows {
		b.WriteString(`<Obs`)
		for i, d := range m.dims {
			fmt.Fprintf(&b, ` %s=%q`, d, r.codes[i])
		}
		fmt.Fprintf(&b, ` TIME_PERIOD=%q`, r.period)
		for _, a := range [][2]string{{"OBS_VALUE", r.value}, {"OBS_STATUS", r.status}} {
			if a[1] != "" {
				fmt.Fprintf(&b, ` %s=%q`, a[0], a[1])
			}
		}
		b.WriteString(`/>`)
	}
	return b.String() + `</m:DataSet></m:StructureSpecificData>`
}

func writeCSV1(m message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "DATAFLOW,%s,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n", strings.Join(m.dims, ","))
	for _, r := range m.rows {
		fmt.Fprintf(&b, "%s:%s(1.0),%s,%s,%s,%s\r\n", m.agency, m.flow, strings.Join(r.codes, ","), r.period, r.value, r.status)
	}
	return b.String()
}

func writeCSV2(m message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "STRUCTURE;STRUCTURE_ID;ACTION;%s;TIME_PERIOD;OBS_VALUE;OBS_STATUS\n", strings.Join(m.dims, ";"))
	for _, r := range m.rows {
		fmt.Fprintf(&b, "dataflow;%s:%s(1.0.0);I;%s;%s;%s;%s\n", m.agency, m.flow, strings.Join(r.codes, ";"), r.period, r.value, r.status)
	}
	return b.String()
}

// positions lists texts in the order of their first use.
type positions struct {
	list []string
	at   map[string]int
}

func (p *positions) of(text string) int {
	if p.at == nil {
		p.at = map[string]int{}
	}
	i, ok := p.at[text]
	if !ok {
		i = len(p.list)
		p.at[text] = i
		p.list = append(p.list, text)
	}
	return i
}

func writeJSON(m message) string {
	type value struct {
		ID string `json:"id"`
	}
	values := func(p positions) []value {
		out := []value{}
		for _, id := range p.list {
			out = append(out, value{id})
		}
		return out
	}
	dims := append(slices.Clone(m.dims), "TIME_PERIOD")
	lists := make([]positions, len(dims))
	var statuses positions
	var obs []string
	for _, r := range m.rows {
		var key []string
		for i, code := range append(slices.Clone(r.codes), r.period) {
			key = append(key, fmt.Sprint(lists[i].of(code)))
		}
		text, status := cmp.Or(r.value, "null"), "null"
		if r.status != "" {
			status = fmt.Sprint(statuses.of(r.status))
		}
		obs = append(obs, fmt.Sprintf("%q:[%s,%s]", strings.Join(key, ":"), text, status))
	}
	var declared []map[string]any
	for i, d := range dims {
		declared = append(declared, map[string]any{"id": d, "name": d, "values": values(lists[i])})
	}
	structure, err := json.Marshal(map[string]any{
		"links":      []map[string]string{{"rel": "dataflow", "href": "https://example.org/service/dataflow/" + m.agency + "/" + m.flow + "/1.0"}},
		"dimensions": map[string]any{"dataSet": []any{}, "series": []any{}, "observation": declared},
		"attributes": map[string]any{"dataSet": []any{}, "series": []any{}, "observation": []any{map[string]any{"id": "OBS_STATUS", "name": "Status", "values": values(statuses)}}},
	})
	if err != nil {
		panic(err)
	}
	return `{"header":{"id":"x","prepared":"2026-01-01T00:00:00Z"},"structure":` + string(structure) + `,"dataSets":[{"action":"Information","observations":{` + strings.Join(obs, ",") + `}}]}`
}

func writeJSONStat(m message) string {
	dims := append(slices.Clone(m.dims), "TIME_PERIOD")
	lists := make([]positions, len(dims))
	for _, r := range m.rows {
		for i, code := range append(slices.Clone(r.codes), r.period) {
			lists[i].of(code)
		}
	}
	var sizes []int
	dimension := map[string]any{}
	for i, d := range dims {
		sizes = append(sizes, len(lists[i].list))
		dimension[d] = map[string]any{"category": map[string]any{"index": lists[i].list}}
	}
	value, status := map[string]json.RawMessage{}, map[string]string{}
	for _, r := range m.rows {
		index := 0
		for i, code := range append(slices.Clone(r.codes), r.period) {
			index = index*sizes[i] + lists[i].of(code)
		}
		value[fmt.Sprint(index)] = json.RawMessage(cmp.Or(r.value, "null"))
		if r.status != "" {
			status[fmt.Sprint(index)] = r.status
		}
	}
	text, err := json.Marshal(map[string]any{"version": "2.0", "class": "dataset", "id": dims, "size": sizes, "role": map[string]any{"time": []string{"TIME_PERIOD"}},
		"dimension": dimension, "value": value, "status": status})
	if err != nil {
		panic(err)
	}
	return string(text)
}

func writeTSV(m message) string {
	var periods, keys positions
	cells := map[[2]int]string{}
	for _, r := range m.rows {
		at := [2]int{keys.of(strings.Join(r.codes, ",")), periods.of(r.period)}
		cells[at] = strings.TrimSpace(cmp.Or(r.value, ":") + " " + r.status)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\\TIME_PERIOD\t%s\n", strings.Join(m.dims, ","), strings.Join(periods.list, "\t"))
	for i, key := range keys.list {
		b.WriteString(key)
		for j := range periods.list {
			b.WriteString("\t" + cells[[2]int{i, j}])
		}
		b.WriteByte('\n')
	}
	return b.String()
}
