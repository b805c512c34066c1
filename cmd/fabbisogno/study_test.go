package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// call runs one command in this process and wants it to end with the code.
func call(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	if got := run(args, &out, &err, testHost()); got != want {
		t.Fatalf("fabbisogno %s: exit code %d, want %d\n%s%s", strings.Join(args, " "), got, want, out.String(), err.String())
	}
	return out.String(), err.String()
}

// The whole way once, on the embedded default: one run, then what readers,
// researchers and auditors do with it.
func TestStudy(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole study takes tens of seconds")
	}
	ws := filepath.Join(t.TempDir(), "ws")
	out, _ := call(t, exitDone, "run", "--workspace", ws)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	index := lines[len(lines)-1]
	if _, err := os.Stat(index); err != nil {
		t.Fatalf("run ends with %q, want the path of a page: %v", index, err)
	}

	t.Run("the counts of the ledger add up", func(t *testing.T) {
		out, _ := call(t, exitDone, "status", "--workspace", ws, "--json")
		var st workspaceStatus
		decode(t, out, &st)
		if len(st.Tables) < 15 {
			t.Fatalf("%d tables loaded, want the published and the demonstration ones", len(st.Tables))
		}
		for _, table := range st.Tables {
			if table.RowsRead == 0 || table.RowsRead != table.Loaded+table.Rejected+table.Skipped {
				t.Errorf("%s: %d rows read, %d loaded + %d set aside + %d skipped", table.Table, table.RowsRead, table.Loaded, table.Rejected, table.Skipped)
			}
		}
	})

	t.Run("the site holds as it lies on the disk", func(t *testing.T) {
		out, _ := call(t, exitDone, "check", "--workspace", ws, "--json")
		var found struct{ Figures, Numbers int }
		decode(t, out, &found)
		if found.Figures < 100 || found.Numbers < 10_000 {
			t.Errorf("looked at %d figures and %d numbers only", found.Figures, found.Numbers)
		}
	})

	t.Run("priorities are counted over all settings, and regions stand on named terms", func(t *testing.T) {
		out, _ := call(t, exitDone, "priorities", "--workspace", ws, "--json")
		var italy []memberLine
		decode(t, out, &italy)
		byPanel := map[string]int{}
		for _, l := range italy {
			byPanel[l.Panel]++
			if l.Settings < 2187 || l.Name == "" || (l.Draws == nil) != (l.Panel == "published_years") {
				t.Errorf("%s %s: %+v", l.Panel, l.Sector, l)
			}
		}
		for _, panel := range []string{"published_2019", "published_2023", "published_years", "workspace"} {
			if byPanel[panel] != 7 {
				t.Errorf("%s: %d sectors, want 7", panel, byPanel[panel])
			}
		}
		out, _ = call(t, exitDone, "priorities", "--workspace", ws, "--territory", "ITC1", "--json")
		var region []memberLine
		decode(t, out, &region)
		var comesOut []string
		for _, l := range region {
			if l.Panel == "published_origin_pk" && l.Stands != nil && l.Stands.ComesOut == "yes" {
				comesOut = append(comesOut, l.Sector)
			}
		}
		if got := strings.Join(comesOut, " "); got != "C10-C12 C13-C15 C24-C30 F H_J-M I" {
			t.Errorf("from published figures comes out %q in Piedmont", got)
		}
		if _, stderr := call(t, exitUsage, "priorities", "--workspace", ws, "--territory", "XX"); !strings.Contains(stderr, "nothing is stored for XX") {
			t.Errorf("an unknown territory is refused with %q", stderr)
		}
	})

	t.Run("every figure is explained down to a kept file with its checksum and licence", func(t *testing.T) {
		sums := map[string]string{}
		for _, edition := range []string{"italy", "region-ITC1"} {
			out, _ := call(t, exitDone, "query", "--workspace", ws, "--json", "SELECT figure_id FROM meta__figure WHERE edition = '"+edition+"' ORDER BY figure_id")
			var rows []struct {
				ID string `json:"figure_id"`
			}
			decode(t, out, &rows)
			if len(rows) < 14 {
				t.Errorf("edition %s has %d figures, want at least 14", edition, len(rows))
			}
			var figures []string
			for _, row := range rows {
				figures = append(figures, row.ID)
			}
			all, err := (&app{host: testHost(), dir: ws}).explanations(t.Context(), edition, "")
			if err != nil {
				t.Fatal(err)
			}
			var explained []string
			for _, e := range all {
				checkExplanation(t, e, sums)
				explained = append(explained, e.Figure)
			}
			if slices.Sort(explained); !slices.Equal(explained, figures) {
				t.Errorf("edition %s: explained are %v, want %v", edition, explained, figures)
			}
			// The command gives the same of one.
			out, _ = call(t, exitDone, "explain", "--workspace", ws, "--json", "--edition", edition, all[0].Figure)
			var one []explanation
			decode(t, out, &one)
			if diff := cmp.Diff(all[:1], one); diff != "" {
				t.Errorf("explain %s --edition %s (-want +got):\n%s", all[0].Figure, edition, diff)
			}
		}
	})

	t.Run("the query of a figure runs as it is printed", func(t *testing.T) {
		out, _ := call(t, exitDone, "explain", "--workspace", ws, "--json", "--edition", "italy", "fig-planned-entries")
		var all []explanation
		decode(t, out, &all)
		for _, q := range strings.Split(all[0].Query, ";\n\n") {
			out, _ := call(t, exitDone, "query", "--workspace", ws, "--json", q)
			var rows []map[string]any
			decode(t, out, &rows)
			if len(rows) == 0 {
				t.Errorf("query of fig-planned-entries gives no row:\n%s", q)
			}
		}
	})

	t.Run("numbers are read with labels in both languages", func(t *testing.T) {
		out, _ := call(t, exitDone, "query", "--workspace", ws, "--json",
			"SELECT territory_it, territory_en, industry_it, industry_en, is_synthetic FROM observation WHERE table_id = 'excelsior_monthly' AND territory = 'ITC1' AND industry = 'F' AND measure = 'planned_entries_persons' AND period = '2026-09'")
		var rows []map[string]any
		decode(t, out, &rows)
		want := map[string]any{"territory_it": "Piemonte", "territory_en": "Piedmont", "industry_it": "Costruzioni", "industry_en": "Construction", "is_synthetic": true}
		if len(rows) != 1 {
			t.Fatalf("%d rows, want 1: %v", len(rows), rows)
		}
		for k, v := range want {
			if rows[0][k] != v {
				t.Errorf("%s = %v, want %v", k, rows[0][k], v)
			}
		}
	})

	t.Run("counts bridged to another classification keep their total, rates come where codes stand for the same", func(t *testing.T) {
		out, _ := call(t, exitDone, "query", "--workspace", ws, "--json", `SELECT
			(SELECT sum(value) FROM observation_in('nace2_1') WHERE table_id = 'istat_employed' AND from_codes = 'F' AND industry <> 'TOTAL') AS bridged,
			(SELECT sum(value) FROM observation WHERE table_id = 'istat_employed' AND industry_list = 'ateco2007' AND industry = 'F') AS own,
			(SELECT count(*) FROM observation_in('nace2_1') WHERE unit = 'pct' AND basis <> 'official' AND basis <> 'own') AS split_rates,
			(SELECT count(DISTINCT industry) FROM observation_in('nace2_1') WHERE table_id = 'istat_vacancies') AS rates`)
		var rows []struct {
			Bridged float64 `json:"bridged"`
			Own     float64 `json:"own"`
			Split   int     `json:"split_rates"`
			Rates   int     `json:"rates"`
		}
		decode(t, out, &rows)
		if r := rows[0]; r.Own == 0 || math.Abs(r.Bridged-r.Own) > 1e-9*r.Own || r.Split != 0 || r.Rates < 8 {
			t.Errorf("construction is %v, bridged %v; %d rates were split, %d industries have rates", r.Own, r.Bridged, r.Split, r.Rates)
		}
	})

	t.Run("the priority sectors of the published figures are the published four", func(t *testing.T) {
		for _, panel := range []string{"published_2019", "published_2023"} {
			out, _ := call(t, exitDone, "query", "--workspace", ws, "--json",
				"SELECT unit_code FROM out__shortage WHERE method = 'priority_sectors' AND panel = '"+panel+"' AND territory = 'IT' AND class = 'priority' ORDER BY unit_code")
			var rows []struct {
				Unit string `json:"unit_code"`
			}
			decode(t, out, &rows)
			var got []string
			for _, r := range rows {
				got = append(got, r.Unit)
			}
			// Care and assistance (R-T), tourism (I), construction (F), agriculture (A).
			if want := []string{"A", "F", "I", "R-T"}; !slices.Equal(got, want) {
				t.Errorf("%s: priority sectors %v, want %v", panel, got, want)
			}
		}
	})

	t.Run("a second run does nothing and keeps the site", func(t *testing.T) {
		before := tree(t, filepath.Join(ws, "site"))
		out, stderr := call(t, exitDone, "run", "--workspace", ws)
		if strings.TrimSpace(out) != index {
			t.Errorf("second run prints %q, want %q", out, index)
		}
		if got := strings.Count(stderr, "nothing changed"); got != 4 {
			t.Errorf("%d steps say that nothing changed, want forecast, diagnose, methods and report:\n%s", got, stderr)
		}
		if after := tree(t, filepath.Join(ws, "site")); after != before {
			t.Error("the site changed although nothing else did")
		}
	})

	t.Run("a workspace in use is refused", func(t *testing.T) {
		release, err := lockFile(filepath.Join(ws, ".lock"))
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		_, stderr := call(t, exitLocked, "run", "--workspace", ws)
		if !strings.Contains(stderr, "another run holds it") || !strings.Contains(stderr, "try: ") {
			t.Errorf("message %q, want who holds the workspace and what to do", stderr)
		}
	})

	t.Run("real files take the place of demonstration data, another region that of the first", func(t *testing.T) {
		if !slowTests {
			t.Skip("forecasts, diagnoses and pages anew take as long as all that is above: with -tags slow")
		}
		path := filepath.Join(t.TempDir(), "posti.csv")
		header := "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE,OBS_STATUS\r\n"
		var rows strings.Builder
		for i, v := range []string{"2.0", "2.1", "1.9", "2.0", "2.2", "2.1", "2.0", "1.9", "2.0", "2.1", "1.8", "1.9"} {
			year, quarter := 2022+i/4, i%4+1
			rows.WriteString("IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,0037," + fmt.Sprintf("%d-Q%d,%s,\r\n", year, quarter, v))
		}
		if err := os.WriteFile(path, []byte(header+rows.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		call(t, exitDone, "ingest", "--workspace", ws, "--released", "2025-03-10", path)
		out, _ := call(t, exitDone, "query", "--workspace", ws, "--json", "SELECT count(*) AS n, sum(CASE WHEN is_synthetic THEN 1 ELSE 0 END)::INTEGER AS synthetic FROM observation WHERE table_id = 'istat_vacancies'")
		var counts []struct{ N, Synthetic int }
		decode(t, out, &counts)
		if counts[0].N != 12 || counts[0].Synthetic != 0 {
			t.Errorf("%d values of istat_vacancies, %d synthetic; want the 12 real ones only", counts[0].N, counts[0].Synthetic)
		}
		published := pagesOf(t, ws)
		// Everything that the file makes stale is made anew: forecasts, diagnoses, pages.
		_, stderr := call(t, exitDone, "report", "--workspace", ws, "--edition", "region", "--territory", "ITG2", "--region", "trentino-alto adige")
		if strings.Contains(stderr, "nothing changed") {
			t.Errorf("a step did not see the new file:\n%s", stderr)
		}
		out, _ = call(t, exitDone, "explain", "--workspace", ws, "--json", "--edition", "italy", "fig-vacancy-rate")
		var all []explanation
		decode(t, out, &all)
		if len(all) != 1 || all[0].Basis != basis(false) {
			t.Errorf("fig-vacancy-rate rests on %v, want published data once a real file is there", all)
		}
		out, _ = call(t, exitDone, "query", "--workspace", ws, "--json", "SELECT DISTINCT edition FROM meta__figure ORDER BY edition")
		var editions []struct{ Edition string }
		decode(t, out, &editions)
		if len(editions) != 4 || editions[0].Edition != "italy" || editions[1].Edition != "region-ITC1" || editions[2].Edition != "region-ITDA" || editions[3].Edition != "region-ITG2" {
			t.Errorf("editions %v, want italy, region-ITDA, region-ITG2, and region-ITC1 that stays as it was published", editions)
		}
		checkUnion(t, ws)
		if _, err := os.Stat(filepath.Join(ws, "site", "it", "sardegna", "index.html")); err != nil {
			t.Errorf("the Italian edition of Sardinia: %v", err)
		}
		// Italy was built again: what it was published with stays, though not asked for.
		for _, at := range published {
			if _, err := os.Stat(at); err != nil {
				t.Errorf("published before, gone now: %v", err)
			}
		}
	})
}

// pagesOf are the addresses without a date of the pages for readers of a site.
func pagesOf(t *testing.T, ws string) []string {
	t.Helper()
	var out []string
	for _, form := range []string{"*/*.html", "*/*/*.html", "*/*/*/*.html"} {
		found, err := filepath.Glob(filepath.Join(ws, "site", form))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	for _, want := range []string{"it/italia/sintesi.html", "it/piemonte/sintesi.html", "it/professioni/2", "it/settori/2"} {
		if !slices.ContainsFunc(out, func(at string) bool { return strings.Contains(at, want) }) {
			t.Errorf("no page of %q among %v", want, out)
		}
	}
	return out
}

func decode(t *testing.T, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("output is no JSON: %v\n%.500s", err, text)
	}
}

// checkExplanation wants a query, and for each input a file kept under its checksum, with
// a licence. sums are the checksums of files read before, by path.
func checkExplanation(t *testing.T, e explanation, sums map[string]string) {
	t.Helper()
	if e.Query == "" || e.Run == "" || e.TitleIT == "" || e.TitleEN == "" || len(e.Inputs) == 0 {
		t.Errorf("%s of %s: query, run, titles or inputs are missing: %+v", e.Figure, e.Edition, e)
	}
	for _, in := range e.Inputs {
		if sums[in.Snapshot] == "" {
			data, err := os.ReadFile(in.Snapshot)
			if err != nil {
				t.Errorf("%s of %s: input %s: %v", e.Figure, e.Edition, in.Table, err)
				continue
			}
			sum := sha256.Sum256(data)
			sums[in.Snapshot] = hex.EncodeToString(sum[:])
		}
		if sums[in.Snapshot] != in.SHA256 {
			t.Errorf("%s of %s: %s does not have the checksum %s", e.Figure, e.Edition, in.Snapshot, in.SHA256)
		}
		if in.Licence == "" || in.File == "" || in.Rows == 0 {
			t.Errorf("%s of %s: input without licence, file name or rows: %+v", e.Figure, e.Edition, in)
		}
	}
}

// tree is the hash of all names and bytes below a folder, links followed at its root.
func tree(t *testing.T, dir string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		sum := sha256.Sum256(data)
		h.Write([]byte(name + " " + hex.EncodeToString(sum[:]) + "\n"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// checkUnion asks a region that is put together from its provinces how it was: the query
// it names runs as it stands and gives the rows of both, and its values are their sums.
func checkUnion(t *testing.T, ws string) {
	t.Helper()
	out, _ := call(t, exitDone, "explain", "--workspace", ws, "--json", "--edition", "region-ITDA", "fig-planned-entries")
	var all []explanation
	decode(t, out, &all)
	query, _, _ := strings.Cut(all[0].Query, ";\n")
	out, _ = call(t, exitDone, "query", "--workspace", ws, "--json", query)
	var rows []struct {
		Territory, Period string
		Value             float64
	}
	decode(t, out, &rows)
	sums, places := map[string]float64{}, map[string]bool{}
	for _, r := range rows {
		sums[r.Period] += r.Value
		places[r.Territory] = true
	}
	if len(places) != 2 || !places["ITH1"] || !places["ITH2"] || len(all[0].Inputs) == 0 {
		t.Fatalf("the query gives rows of %v, the figure rests on %d files", places, len(all[0].Inputs))
	}
	found, err := filepath.Glob(filepath.Join(ws, "site", "data", "region-ITDA", "*", "fig-planned-entries.csv"))
	if err != nil || len(found) != 1 {
		t.Fatalf("downloads %v, %v", found, err)
	}
	body, err := os.ReadFile(found[0])
	if err != nil {
		t.Fatal(err)
	}
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	period, value, status := slices.Index(table[0], "period"), slices.Index(table[0], "value"), slices.Index(table[0], "status")
	for _, row := range table[1:] {
		if row[status] != "observed" {
			continue
		}
		compared++
		if v, err := strconv.ParseFloat(row[value], 64); err != nil || math.Abs(1000*v-sums[row[period]]) > 1e-6 {
			t.Errorf("%s: %s thousand, the provinces have %v", row[period], row[value], sums[row[period]])
		}
	}
	if compared < 12 {
		t.Errorf("%d months compared", compared)
	}
}
