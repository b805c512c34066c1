package jsonstat

import (
	"os"
	"path/filepath"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/formattest"
	"fabbisogno/ingest/format/jsonscan/jsontest"
)

// TestCorpus states what every recorded file gives. Numbers of rows are the
// products of the sizes that the files declare; cells were read by eye in them.
func TestCorpus(t *testing.T) {
	all := func(n int64) formattest.Counts { return formattest.Counts{Rows: n, Cells: n} }
	const old = "DATAFLOW|unit|indic_na|geo|TIME_PERIOD|OBS_VALUE|OBS_FLAG"
	jsontest.Files(t, jsontest.Counted(Open), formattest.Corpus(t, "eurostat", "json-stat"), []jsontest.Expectation{
		// 44 marks ":" for 1946 to 1989, then 15800.
		{Path: "eurostat-name_gpd_c-geo_IT.json", Want: all(69), Notes: "numbered-by-element", Columns: old, Cells: map[int64]string{
			44: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|IT|1989|:|", 45: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|IT|1990|15800|",
			68: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|IT|2013|25600|", 69: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|IT|2014|:|"}},
		{Path: "eurostat-name_gpd_c-geo_IT_FR.json", Want: all(138), Notes: "numbered-by-element", Columns: old, Cells: map[int64]string{
			1: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|FR|1946|:|", 137: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|IT|2013|25600|"}},
		{Path: "eurostat-name_gpd_c.json", Want: all(3036), Notes: "numbered-by-element", Columns: old, Cells: map[int64]string{
			1: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|AT|1946|:|", 1012: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|ES|1991|11400|e", 2051: "ESTAT:NAMA_GDP_C|EUR_HAB|B1GM|LV|1995|1500|b"}},
		{Path: "samples/canada.json", Want: all(120), Notes: "numbered-by-element", Columns: "DATAFLOW|country|age|concept|sex|TIME_PERIOD|OBS_VALUE|OBS_FLAG|LAST UPDATE", Cells: map[int64]string{
			1: "|CA|T|POP|T|2012|34880.5|a|2012-09-27", 120: "|CA|older|PERCENT|F|2012|1.0|a|2012-09-27"}},
		{Path: "samples/collection.json", Refused: "no-data"},
		{Path: "samples/galicia.json", Want: all(3960), Notes: "numbered-by-element", Columns: "DATAFLOW|birth|age|gender|residence|concept|TIME_PERIOD|OBS_VALUE|LAST UPDATE", Cells: map[int64]string{
			1: "|T|T|T|T|pop|2001|2695880|2012-12-27T12:25:09Z", 6: "|T|T|T|T|pop|2011|2772928|2012-12-27T12:25:09Z"}},
		{Path: "samples/hierarchy.json", Want: all(1), Notes: "numbered-by-element", Columns: "DATAFLOW|commodity|OBS_VALUE|LAST UPDATE", Cells: map[int64]string{1: "|T||2011-07-01"}},
		// Two data sets, 432 and 120 cells, of different dimensions.
		{Path: "samples/oecd-canada.json", Want: all(552), Notes: "numbered-by-element", Columns: "DATAFLOW|concept|area|country|age|sex|TIME_PERIOD|OBS_VALUE|OBS_FLAG|LAST UPDATE", Cells: map[int64]string{
			11: "oecd|UNR|AU||||2013|5.50415003|e|2012-11-27", 433: "canada|POP||CA|T|T|2012|34880.5|a|2012-09-27"}},
		{Path: "samples/oecd.json", Want: all(432), Notes: "numbered-by-element", Columns: "DATAFLOW|concept|area|TIME_PERIOD|OBS_VALUE|OBS_FLAG|LAST UPDATE", Cells: map[int64]string{
			10: "|UNR|AU|2012|5.224336088||2012-11-27", 12: "|UNR|AU|2014|5.462866231|e|2012-11-27"}},
		// The sample itself repeats "A1B1C4" where A is 2.
		{Path: "samples/order.json", Want: all(24), Notes: "numbered-by-element", Columns: "DATAFLOW|A|B|C|OBS_VALUE", Cells: map[int64]string{
			12: "|2|1|4|A1B1C4", 16: "|2|2|4|A2B2C4", 24: "|3|2|4|A3B2C4"}},
		{Path: "samples/us-labor.json", Want: all(12880), Notes: "numbered-by-element", Columns: "DATAFLOW|county|labor|TIME_PERIOD|OBS_VALUE|LAST UPDATE", Cells: map[int64]string{
			2: "|01001|empl|2012|23836|2013-04-19", 8: "|01003|unr|2012|6.8|2013-04-19"}},
		{Path: "samples/us-unr.json", Want: all(3220), Notes: "numbered-by-element", Columns: "DATAFLOW|county|labor|TIME_PERIOD|OBS_VALUE|LAST UPDATE", Cells: map[int64]string{
			3: "|01005|unr|2012|11.2|2013-04-19"}},
	})
}

// TestRecogniseCorpus: each JSON file of the corpus is taken or left by content.
func TestRecogniseCorpus(t *testing.T) {
	dir := formattest.Corpus(t)
	for pattern, want := range map[string]bool{
		"istat/sdmx-json/*.json": false, "sdmx-generic/*/*.json": false, "istat/catalogue/*.json": false, "eurostat/json-stat/*.json": true,
		"eurostat/json-stat/samples/*.json": true, "classifications/*/*/*.json": false, "classifications/*/*.json": false, "geo/*/*.json": false,
	} {
		paths, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(paths) == 0 {
			t.Errorf("%s: no files, %v", pattern, err)
		}
		for _, path := range paths {
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			head, err := format.Head(f)
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			if got := Recognise(head, path); err != nil || got != want {
				t.Errorf("%s: recognised %v, %v; want %v", path, got, err, want)
			}
		}
	}
}

func TestMutations(t *testing.T) {
	jsontest.Mutations(t, jsontest.Counted(Open), []byte(testSet(testSparse)), 600, countCells)
	for _, path := range []string{"eurostat-name_gpd_c-geo_IT.json", "samples/canada.json", "samples/oecd-canada.json"} {
		t.Run(path, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(formattest.Corpus(t, "eurostat", "json-stat"), path))
			if err != nil {
				t.Fatal(err)
			}
			jsontest.Mutations(t, jsontest.Counted(Open), file, 600, countCells)
		})
	}
}

// countCells counts what must be rows: values, and flags that stand without one.
func countCells(document any) (n int64) {
	root, _ := document.(map[string]any)
	sets := []any{root}
	_, isSet := root["class"]
	_, hasValue := root["value"]
	_, hasDimension := root["dimension"]
	if !isSet && !hasValue && !hasDimension {
		sets = nil
		for _, one := range root {
			sets = append(sets, one)
		}
	}
	for _, set := range sets {
		set, _ := set.(map[string]any)
		if set["dimension"] == nil && set["value"] == nil {
			continue
		}
		list, _ := set["value"].([]any)
		values, _ := set["value"].(map[string]any)
		n += int64(len(list) + len(values))
		status, _ := set["status"].(map[string]any)
		for key, flag := range status {
			if _, ok := values[key]; !ok && list == nil && flag != nil && flag != "" {
				n++
			}
		}
	}
	return n
}
