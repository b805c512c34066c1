package sdmxjson

import (
	"os"
	"path/filepath"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/formattest"
	"fabbisogno/ingest/format/jsonscan/jsontest"
)

const (
	flatColumns   = "DATAFLOW|FREQ|CURRENCY|CURRENCY_DENOM|EXR_TYPE|EXR_SUFFIX|TIME_PERIOD|OBS_VALUE|TITLE|OBS_STATUS"
	byElement     = "numbered-by-element"
	seriesColumns = "DATAFLOW|FREQ|CURRENCY|CURRENCY_DENOM|EXR_TYPE|EXR_SUFFIX|TIME_PERIOD|OBS_VALUE|OBS_STATUS|TITLE"
)

// TestCorpus states what every recorded file gives. The cells were read by eye in
// the files: "40.3000" is what version 1.0 of the sample writes, 40.3 what 2.0 does.
func TestCorpus(t *testing.T) {
	four := formattest.Counts{Rows: 4, Cells: 4}
	jsontest.Files(t, jsontest.Counted(Open), formattest.Corpus(t), []jsontest.Expectation{
		{Path: "istat/sdmx-json/dataflows_IT1_slice.json", Refused: "structure"},
		{Path: "istat/sdmx-json/datastructures_IT1_slice.json", Refused: "structure"},
		{Path: "istat/sdmx-json/dsd_115_333_children_trimmed.json", Refused: "structure"},
		{Path: "sdmx-generic/sdmx-json-2.0/structure-constructed-sample.json", Refused: "structure"},
		{Path: "sdmx-generic/ecb_exr/flat.json", Want: four, Columns: flatColumns, Notes: byElement, Cells: map[int64]string{
			2: "ECB:EXR(1.0)|D|NZD|EUR|SP00|A|2013-01-21|1.5925|New Zealand dollar (NZD)|A",
			4: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-21|40.3000|Russian rouble (RUB)|A"}},
		{Path: "sdmx-generic/ecb_exr/ts.json", Want: four, Columns: seriesColumns, Notes: byElement, Cells: map[int64]string{
			1: "ECB:EXR(1.0)|D|NZD|EUR|SP00|A|2013-01-18|1.5931|A|New Zealand dollar (NZD)",
			4: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-21|40.3000|A|Russian rouble (RUB)"}},
		{Path: "sdmx-generic/ecb_exr/xs.json", Want: four, Columns: seriesColumns, Notes: byElement, Cells: map[int64]string{
			2: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-18|40.3426|A|Russian rouble (RUB)",
			3: "ECB:EXR(1.0)|D|NZD|EUR|SP00|A|2013-01-21|1.5925|A|New Zealand dollar (NZD)"}},
		{Path: "sdmx-generic/ecb_exr/action-delete.json", Want: formattest.Counts{Rows: 3, Cells: 2, Skips: map[string]int64{"deletion": 1}}, Columns: flatColumns, Notes: byElement,
			Cells: map[int64]string{2: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-21|40.3000|Russian rouble (RUB)|A"}},
		{Path: "sdmx-generic/sdmx-json-2.0/exr-flat.json", Want: four, Columns: flatColumns + "|TIME_FORMAT", Notes: "attribute-default numbered-by-element test-message",
			Cells: map[int64]string{4: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-21|40.3|Russian rouble (RUB)|A|P1D"}},
		{Path: "sdmx-generic/sdmx-json-2.0/exr-time-series.json", Want: four, Columns: seriesColumns + "|TIME_FORMAT", Notes: "attribute-default numbered-by-element test-message",
			Cells: map[int64]string{2: "ECB:EXR(1.0)|D|NZD|EUR|SP00|A|2013-01-21|1.5925|A|New Zealand dollar (NZD)|P1D"}},
		{Path: "sdmx-generic/sdmx-json-2.0/exr-cross-section.json", Want: four, Columns: seriesColumns + "|TIME_FORMAT", Notes: "attribute-default numbered-by-element",
			Cells: map[int64]string{2: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-18|40.3426|A|Russian rouble (RUB)|P1D"}},
		// Five data sets of one structure: series, flat, keys alone, values alone, and
		// attributes without values, which are set aside by the type of the measure.
		{Path: "sdmx-generic/sdmx-json-2.0/constructed-sample-full.json",
			Want:    formattest.Counts{Rows: 20, Cells: 12, Faults: 4, Skips: map[string]int64{"key-only": 4}},
			Columns: "DATAFLOW|FREQ|CURRENCY|CURRENCY_DENOM|EXR_TYPE|EXR_SUFFIX|TIME_PERIOD|OBS_VALUE|EMBARGO_TIME|OBS_STATUS|ID|UNIT_MEAS|TIME_FORMAT|DESCRIPTION",
			Notes:   "attribute-default footer numbered-by-element", Cells: map[int64]string{
				2:  "ECB:EXR(1.0)|D|NZD|EUR|SP00|A|2013-01-21|1.5925|2013-03-21T11:00:00|A|ID1|NC|P1D|Description value 1;Description value 2",
				3:  "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-18|40.3426|2013-03-18T11:00:00|A|ID2|NC|P1D|Description value 1;Description value 2",
				8:  "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-21|40.3|2013-03-21T11:00:00|A|ID1|NC|P1D|Description value 1;Description value 2",
				16: "ECB:EXR(1.0)|D|RUB|EUR|SP00|A|2013-01-21|40.3||A|ID1||P1D|"}},
	})
}

// TestRecogniseCorpus: each JSON file of the corpus is taken or left by content.
func TestRecogniseCorpus(t *testing.T) {
	dir := formattest.Corpus(t)
	for pattern, want := range map[string]bool{
		"istat/sdmx-json/*.json": true, "sdmx-generic/*/*.json": true, "istat/catalogue/*.json": false, "eurostat/json-stat/*.json": false,
		"eurostat/json-stat/samples/*.json": false, "classifications/*/*/*.json": false, "classifications/*/*.json": false, "geo/*/*.json": false,
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
	for _, path := range []string{"sdmx-generic/ecb_exr/ts.json", "sdmx-generic/ecb_exr/flat.json", "sdmx-generic/sdmx-json-2.0/constructed-sample-full.json"} {
		t.Run(path, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(formattest.Corpus(t), path))
			if err != nil {
				t.Fatal(err)
			}
			jsontest.Mutations(t, jsontest.Counted(Open), file, 600, countObservations)
		})
	}
}

// countObservations counts what must be rows: observations, and series without any.
func countObservations(document any) (n int64) {
	root, _ := document.(map[string]any)
	sets, _ := root["dataSets"].([]any)
	if data, ok := root["data"].(map[string]any); ok {
		more, _ := data["dataSets"].([]any)
		sets = append(sets, more...)
	}
	for _, set := range sets {
		set, _ := set.(map[string]any)
		flat, _ := set["observations"].(map[string]any)
		n += int64(len(flat))
		series, _ := set["series"].(map[string]any)
		for _, one := range series {
			one, _ := one.(map[string]any)
			observations, _ := one["observations"].(map[string]any)
			n += max(int64(len(observations)), 1)
		}
	}
	return n
}
