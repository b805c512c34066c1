package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The 48 recorded editions of the monthly unemployment rate load as vintages.
// Values read by hand: zcat 151_874_..._all_editions_headline.csv.gz | grep ',2023-01,'.
func TestRevisionsOfRecordedEditions(t *testing.T) {
	corpus := os.Getenv("FABBISOGNO_CORPUS")
	if corpus == "" {
		t.Skip("FABBISOGNO_CORPUS names no folder of recorded files")
	}
	folder := filepath.Join(corpus, "real", "istat", "vintages-and-series")
	ws := filepath.Join(t.TempDir(), "ws")
	// The file of the last edition beside that of all: same values, one series.
	call(t, exitDone, "ingest", "--workspace", ws, filepath.Join(folder, "151_874_unemployment_rate_monthly_all_editions_headline.csv.gz"))
	call(t, exitDone, "ingest", "--workspace", ws, filepath.Join(folder, "151_874_unemployment_rate_monthly_edition_2026M1G8.csv.gz"))

	out, _ := call(t, exitDone, "revisions", "--workspace", ws, "--json", "--period", "2023-01", "unemployment_rate_sa_pct")
	var r revisionReport
	decode(t, out, &r)
	if len(r.Period) != 35 || len(r.Values) != 11496 {
		t.Fatalf("%d editions of 2023-01 and %d values in all, want 35 and 11496", len(r.Period), len(r.Values))
	}
	byDay := map[string]float64{}
	for _, v := range r.Period {
		byDay[v.Released] = v.Value
	}
	for day, want := range map[string]float64{"2023-03-02": 7.918069, "2023-03-30": 7.997516, "2023-06-01": 8.017803, "2023-11-03": 7.955431,
		"2024-01-31": 7.988247, "2025-01-07": 7.920163, "2026-01-08": 7.903282} {
		if byDay[day] != want {
			t.Errorf("2023-01 in the edition of %s: %v, want %v", day, byDay[day], want)
		}
	}
	if first := r.Period[0]; first.Released != "2023-03-02" || first.Change != nil {
		t.Errorf("first release %+v", first)
	}
	if last := r.Period[34]; math.Abs(*last.ChangeFirst-(7.903282-7.918069)) > 1e-12 {
		t.Errorf("change from first %v", *last.ChangeFirst)
	}
	// 48 editions bring 48 periods, 2021-12 to 2025-11; the newest was not revised yet.
	for _, s := range r.Statistics {
		if want := map[string]int{"1": 47, "3": 45, "12": 36, "latest": 47}[s.Lag]; s.N != want {
			t.Errorf("lag %s: %d revisions, want %d", s.Lag, s.N, want)
		}
		if s.Name == "mean_absolute_revision" && (s.Value == nil || s.Lower == nil || !(*s.Lower < *s.Value && *s.Value < *s.Upper)) {
			t.Errorf("lag %s: mean absolute revision without interval", s.Lag)
		}
	}

	// As of a day: one value a period, that of the last edition known.
	for day, want := range map[string]string{"2023-03-01": "", "2023-03-02": "7.918069", "2023-06-15": "8.017803", "2026-02-01": "7.903282"} {
		out, _ := call(t, exitDone, "query", "--workspace", ws, "--as-of", day, "--format", "csv",
			"SELECT value FROM observation WHERE measure = 'unemployment_rate_sa_pct' AND period = '2023-01' AND sex = 'T' AND age = 'Y15-74'")
		if got := strings.TrimSpace(strings.TrimPrefix(strings.ReplaceAll(out, "\r", ""), "value\n")); got != want {
			t.Errorf("as of %s: %q, want %q", day, got, want)
		}
	}
	text, _ := call(t, exitDone, "revisions", "--workspace", ws, "--as-of", "2023-12-31", "--period", "2023-01", "unemployment_rate_sa_pct")
	if !strings.Contains(text, "2023-11-30") || strings.Contains(text, "2024-01-09") {
		t.Errorf("as of 2023-12-31:\n%s", text)
	}
	if list, _ := call(t, exitDone, "revisions", "--workspace", ws, "--list"); strings.Count(list, "\n") != 1 || !strings.Contains(list, "48 editions") {
		t.Errorf("series with several editions:\n%s", list)
	}
	if rows, _ := call(t, exitDone, "revisions", "--workspace", ws, "--csv", "--what", "period", "--period", "2023-01", "unemployment_rate_sa_pct"); strings.Count(rows, "\n") != 36 {
		t.Errorf("CSV of a period:\n%s", rows)
	}
	_, stderr := call(t, exitUsage, "revisions", "--workspace", ws, "no_such_measure")
	if !strings.Contains(stderr, "try: fabbisogno revisions --list") {
		t.Errorf("no advice: %s", stderr)
	}
}
