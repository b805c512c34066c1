//go:build browser

package publish

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/page"
)

// TestHostileWorkspace writes hostile texts where people write them, in files of the
// publishers, declarations of the workspace, its settings, names of files, and lets the
// program make a site of that as it would: load, report, check. The pages have no
// element, attribute or script that those of the harmless workspace do not have, no
// download has a formula, and a browser that opens them shows no dialog, says no error
// and asks nobody for anything. FABBISOGNO_SITE names the site of a workspace that ran.
func TestHostileWorkspace(t *testing.T) {
	binary := browserOf(t)
	site := os.Getenv("FABBISOGNO_SITE")
	if site == "" {
		t.Skip("FABBISOGNO_SITE names no site of a workspace: hostile texts were not taken through the whole program")
	}
	h := newHostileWorkspace(t, filepath.Dir(site))
	h.declare()
	h.load()
	t.Logf("%.2000s", h.program(nil, "report"))
	harmless, got := siteFiles(t, site), siteFiles(t, filepath.Join(h.dir, "site"))
	for _, f := range h.pages {
		got = append(got, page.File{Path: filepath.Base(f), Body: readAll(t, f)})
	}
	t.Logf("%d files of %d texts in %d places; they stand %d times in the pages", len(got), len(h.texts), h.places, h.standing(got))
	if n := h.standing(got); n < 200 {
		t.Errorf("hostile texts stand %d times in the pages: they did not arrive", n)
	}
	known := elementsOf(t, harmless)
	known["element q "] = true // a row that was set aside is quoted; the harmless site has none
	for _, f := range got {
		for _, problem := range append(shapeOf(t, f).problems, strangers(f, known)...) {
			t.Errorf("%s: %s", f.Path, problem)
		}
	}
	h.openAll(binary, got)
}

// hostileWorkspace is a copy of a workspace that hostile texts come into.
type hostileWorkspace struct {
	t       *testing.T
	dir     string
	command string
	texts   []string
	places  int
	pages   []string // reports of loading
}

func newHostileWorkspace(t *testing.T, from string) *hostileWorkspace {
	t.Helper()
	h := &hostileWorkspace{t: t, dir: filepath.Join(t.TempDir(), "ws"), command: filepath.Join(t.TempDir(), "fabbisogno")}
	if err := os.CopyFS(h.dir, os.DirFS(from)); err != nil { // the site is a link into the folder, and stays one
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-o", h.command, "fabbisogno/cmd/fabbisogno").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	h.texts = hostile()
	return h
}

// program runs a command on the workspace, which must end with one of the codes.
func (h *hostileWorkspace) program(codes []int, args ...string) string {
	h.t.Helper()
	out, err := exec.Command(h.command, append(args, "--workspace", h.dir)...).CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) || ended != nil && !slices.Contains(codes, ended.ExitCode()) {
		h.t.Fatalf("fabbisogno %.200q: %v\n%s", args, err, out)
	}
	return string(out)
}

// next is the next text, for a file that takes any bytes.
func (h *hostileWorkspace) next() string {
	h.places++
	return h.texts[(h.places-1)%len(h.texts)]
}

// toml is the next text as a string of TOML, which is UTF-8.
func (h *hostileWorkspace) toml() string {
	text := h.next()
	for !utf8.ValidString(text) || page.Clean(strings.TrimSpace(text)) == "" {
		text = h.next()
	}
	var b strings.Builder
	for _, r := range text {
		if r >= ' ' && r < 0x7f && r != '"' && r != '\\' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	return `"` + b.String() + `"`
}

func (h *hostileWorkspace) write(name, text string) {
	h.t.Helper()
	file := filepath.Join(h.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// hostileTables is how many tables of its own the workspace declares, each with a
// provider and an indicator: twelve texts a table.
const hostileTables = 25

// declare writes providers, tables and indicators of the workspace, and its settings.
func (h *hostileWorkspace) declare() {
	h.t.Helper()
	for i := range hostileTables {
		h.write(fmt.Sprintf("providers/hostile%02d.toml", i), fmt.Sprintf("id = \"hostile%02d\"\nhomepage = \"https://example.org\"\nlicence = \"CC-BY-4.0\"\n[name]\nit = %s\nen = %s\n[terms]\nit = %s\nen = %s\n",
			i, h.toml(), h.toml(), h.toml(), h.toml()))
		h.write(fmt.Sprintf("indicators/hostile%02d.toml", i), fmt.Sprintf("[[indicator]]\nid = \"hostile_%02d_persons\"\nunit = \"persons\"\ndecimals = 0\ndirection = \"none\"\n[indicator.name]\nit = %s\nen = %s\n[indicator.description]\nit = %s\nen = %s\n",
			i, h.toml(), h.toml(), h.toml(), h.toml()))
		h.write(fmt.Sprintf("tables/hostile%02d_table.toml", i), fmt.Sprintf(`id = "hostile%02[1]d_table"
provider = "hostile%02[1]d"
page = "https://example.org"
licence = "CC-BY-4.0"
format = "tidycsv"
flows = ["hostile%02[1]d_table"]
release = "once"
min_rows = 1
title = { it = %[2]s, en = %[3]s }
citation = { it = %[4]s, en = %[5]s }
[[dimension]]
name = "period"
to = "period"
[[dimension]]
name = "label"
to = "other"
[[dimension]]
name = "persons_%02[1]d"
to = "value"
[[dimension]]
name = "note"
to = "note"
[[dimension]]
name = "TERRITORY"
to = "territory"
list = "iso3166"
fixed = "PK"
[[measure]]
indicator = "hostile_%02[1]d_persons"
`, i, h.toml(), h.toml(), h.toml(), h.toml()))
	}
	settings := string(readAll(h.t, filepath.Join(h.dir, "fabbisogno.toml")))
	for _, field := range []string{"publisher", "publisher_id", "boundaries_source"} {
		before := settings
		if settings = strings.Replace(settings, field+" = \"\"", field+` = "\"><img src=x onerror=alert(1)></script><script>alert(1)</script>"`, 1); settings == before {
			h.t.Fatalf("no field %s in the settings", field)
		}
		h.places++
	}
	h.write("fabbisogno.toml", settings)
	h.write("boundaries.geojson", h.boundaries())
}

// boundaries are squares for regions, whose other properties are hostile texts.
func (h *hostileWorkspace) boundaries() string {
	h.t.Helper()
	set, err := codes.Load()
	if err != nil {
		h.t.Fatal(err)
	}
	var features []map[string]any
	for i, code := range set.RegionsBeside(series.Code{List: "iso3166", Value: "IT"}) {
		x, y := 8+float64(i%5), 37+float64(i/5)
		features = append(features, map[string]any{"type": "Feature", "id": h.valid(), "properties": map[string]any{"NUTS_ID": code.Value, "NAME_LATN": h.valid(), "reg_name": h.valid(), h.valid(): h.valid()},
			"geometry": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{{x, y}, {x + .8, y}, {x + .8, y + .8}, {x, y + .8}, {x, y}}}}})
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "name": h.valid(), "features": features})
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

// load makes files of hostile texts and loads them: of the tables declared, of typed
// figures that chapters quote, and of a publisher's message in SDMX-CSV.
func (h *hostileWorkspace) load() {
	h.t.Helper()
	in := filepath.Join(h.dir, "..", "in")
	if err := os.MkdirAll(in, 0o755); err != nil {
		h.t.Fatal(err)
	}
	var files []string
	for i := range hostileTables {
		rows := [][]string{{"period", "label", fmt.Sprintf("persons_%02d", i), "note"}}
		text := h.valid
		if i == 0 {
			text = h.next // the file with bytes that are no UTF-8 is refused, and the page says so
		}
		for k := range 12 {
			rows = append(rows, []string{fmt.Sprint(2010 + k), text(), fmt.Sprint(k), text()})
		}
		name := strings.NewReplacer("/", "_", "\x00", "_").Replace(h.next())
		files = append(files, h.file(filepath.Join(in, fmt.Sprintf("%.100s %d.csv", name, i)), rows))
	}
	message := readCSV(h.t, h.kept(`"table": "istat_unemployment"`))
	for _, name := range message[0] {
		if strings.HasPrefix(name, "NOTE_") {
			h.spoil(message, name)
		}
	}
	h.ingest(append(files, h.file(filepath.Join(in, "message.csv"), message), "--released", "2026-11-19"))
	h.ingest(append(h.workbooks(in), "--accept", "--released", "2026-11-19"))
	published := readCSV(h.t, filepath.Join("..", "..", "datasets", "published", "data", "published_hard_to_fill.csv"))
	h.spoil(published, "sector_label", "OCCUPATION_LABEL", "source", "source_url", "published_on", "derived", "note")
	h.ingest([]string{h.file(filepath.Join(in, "published_hard_to_fill.csv"), published), "--accept", "--released", "2026-11-19"})
}

// workbooks are copies of a publisher's workbook: one whose notes and index are hostile
// texts, which loads; one with every third label of its tables, whose rows are set aside;
// and one of nothing else, names of sheets as well, which is refused.
func (h *hostileWorkspace) workbooks(in string) []string {
	h.t.Helper()
	const kept = "excelsior_2026-10_SYNTHETIC.xlsx"
	var out []string
	for i, spoils := range []func(sheet string, row, column int) bool{
		func(sheet string, row, _ int) bool { return row > 0 && !strings.HasPrefix(sheet, "Tav") },
		func(sheet string, row, column int) bool {
			return strings.HasPrefix(sheet, "Tav") && column == 0 && row > 8 && row%3 == 0
		},
		func(string, int, int) bool { return true },
	} {
		book, err := excelize.OpenFile(h.kept(`"file_name": "` + kept + `"`))
		if err != nil {
			h.t.Fatal(err)
		}
		before := h.places
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			if err != nil {
				h.t.Fatal(err)
			}
			for r, row := range rows {
				for c, text := range row {
					if _, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64); err == nil || text == "" || !spoils(sheet, r, c) {
						continue
					}
					at, err := excelize.CoordinatesToCellName(c+1, r+1)
					if err == nil {
						err = book.SetCellStr(sheet, at, h.valid())
					}
					if err != nil {
						h.t.Fatal(err)
					}
				}
			}
			if i == 2 {
				name := strings.Map(func(r rune) rune {
					if r < ' ' || strings.ContainsRune(`[]:*?/\'`, r) {
						return '_'
					}
					return r
				}, h.valid())
				_ = book.SetSheetName(sheet, fmt.Sprintf("%.12s%d", name, r16(sheet))) // a name no workbook can have stays as it was
			}
		}
		if h.places == before {
			h.t.Fatalf("no text came into workbook %d", i)
		}
		at := filepath.Join(in, fmt.Sprintf("excelsior_2026-10 %d.xlsx", i))
		if err := errors.Join(book.SaveAs(at), book.Close()); err != nil {
			h.t.Fatal(err)
		}
		out = append(out, at)
	}
	return out
}

// r16 tells sheets apart whose names have become alike.
func r16(name string) int {
	n := 0
	for _, b := range []byte(name) {
		n = (31*n + int(b)) % 65536
	}
	return n
}

// kept is the file among the snapshots of the workspace whose manifest holds a text.
func (h *hostileWorkspace) kept(text string) string {
	h.t.Helper()
	manifests, err := filepath.Glob(filepath.Join(h.dir, "snapshots", "*", "*.json"))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, m := range manifests {
		if bytes.Contains(readAll(h.t, m), []byte(text)) {
			return strings.TrimSuffix(m, ".json")
		}
	}
	h.t.Fatalf("no kept file of %s", text)
	return ""
}

// valid is the next text that is UTF-8 and stays within its line.
func (h *hostileWorkspace) valid() string {
	for {
		if text := h.next(); utf8.ValidString(text) {
			return text
		}
	}
}

// spoil puts a text into every cell of the columns.
func (h *hostileWorkspace) spoil(rows [][]string, columns ...string) {
	for i, name := range rows[0] {
		if slices.Contains(columns, name) {
			for _, row := range rows[1:] {
				row[i] = h.valid()
			}
		}
	}
}

// file writes rows as CSV and gives the path.
func (h *hostileWorkspace) file(path string, rows [][]string) string {
	h.t.Helper()
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// ingest loads files: rows may be set aside (2) and files refused (3), as they should be.
func (h *hostileWorkspace) ingest(args []string) {
	h.t.Helper()
	told := filepath.Join(h.dir, "..", fmt.Sprintf("told-%d.html", len(h.pages)))
	h.pages = append(h.pages, told)
	out := h.program([]int{2, 3}, append([]string{"ingest", "--report", told, "--lang", []string{"en", "it"}[len(h.pages)%2]}, args...)...)
	if read := strings.Count(out, " rows read = "); read == 0 {
		h.t.Errorf("nothing was read:\n%s", out)
	}
}

func readAll(t *testing.T, file string) []byte {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func readCSV(t *testing.T, file string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(readAll(t, file))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// siteFiles are the files of a site.
func siteFiles(t *testing.T, dir string) []page.File {
	t.Helper()
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []page.File
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(root, p)
		out = append(out, page.File{Path: filepath.ToSlash(rel), Body: readAll(t, p)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// standing counts texts that stand in pages as words, one a page and text.
func (h *hostileWorkspace) standing(files []page.File) int {
	n := 0
	for _, f := range files {
		if filepath.Ext(f.Path) != ".html" {
			continue
		}
		words := html.UnescapeString(string(f.Body))
		for _, text := range h.texts {
			if len(text) > 8 && strings.Contains(words, text) {
				n++
			}
		}
	}
	return n
}

// elementsOf are the elements of pages, each with the names of its attributes.
func elementsOf(t *testing.T, files []page.File) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, f := range files {
		if filepath.Ext(f.Path) == ".html" {
			for _, part := range shapeOf(t, f).parts {
				out[part] = true
			}
		}
	}
	if len(out) < 100 {
		t.Fatalf("the harmless site has %d kinds of elements only", len(out))
	}
	return out
}

// strangers are elements that no page of the harmless site has, and pages whose
// skeleton is not that of a page.
func strangers(f page.File, known map[string]bool) []string {
	if filepath.Ext(f.Path) != ".html" {
		return nil
	}
	root, err := html.Parse(bytes.NewReader(f.Body))
	if err != nil {
		return []string{err.Error()}
	}
	var out []string
	count := map[string]int{}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		keys := make([]string, len(n.Attr))
		for i, a := range n.Attr {
			keys[i] = a.Key
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				out = append(out, fmt.Sprintf("attribute %s of %s", a.Key, n.Data))
			}
		}
		slices.Sort(keys)
		if part := "element " + n.Data + " " + strings.Join(keys, " "); !known[part] && !strings.HasPrefix(f.Path, "told-") {
			out = append(out, "a stranger: "+part)
		}
	}
	scripts := map[bool]int{true: 0, false: 2}[strings.HasPrefix(f.Path, "told-")] // the script and the record; a report of loading has none
	if count["html"] != 1 || count["body"] != 1 || count["main"] != 1 || count["h1"] != 1 || count["script"] != scripts || count["title"] < 1 {
		out = append(out, fmt.Sprintf("the skeleton is another: %d h1, %d main, %d scripts", count["h1"], count["main"], count["script"]))
	}
	return out
}

// openAll shows the pages with the most hostile texts, and one of each type, to a
// browser, and does to them what a reader may do.
func (h *hostileWorkspace) openAll(binary string, files []page.File) {
	t := h.t
	t.Helper()
	root, err := filepath.EvalSymlinks(filepath.Join(h.dir, "site"))
	if err != nil {
		t.Fatal(err)
	}
	pages := typesOf(t, root, pagesOf(t, root))
	for _, f := range files {
		full := filepath.Join(root, f.Path)
		if strings.HasPrefix(f.Path, "told-") {
			full = filepath.Join(h.dir, "..", f.Path)
		}
		if rel, err := filepath.Rel(root, full); err == nil && h.standing([]page.File{f}) > 5 && !slices.Contains(pages, rel) {
			pages = append(pages, filepath.ToSlash(rel))
		}
	}
	tab, w := openBrowser(t, binary, filepath.Dir(h.dir))
	dialogs := make(chan string, 1000)
	chromedp.ListenTarget(tab, func(ev any) {
		if e, is := ev.(*cdpage.EventJavascriptDialogOpening); is {
			dialogs <- e.Message
			go chromedp.Run(tab, cdpage.HandleJavaScriptDialog(true)) //nolint:errcheck // the page waits for it
		}
	})
	open := func(address string) {
		t.Helper()
		if err := chromedp.Run(tab, chromedp.Navigate("file://"+address), chromedp.Evaluate(asReaders, nil), chromedp.Sleep(100*time.Millisecond)); err != nil {
			t.Fatalf("open %s: %v", address, err)
		}
	}
	for _, p := range pages {
		open(filepath.Join(root, p))
		for _, said := range w.take() {
			t.Errorf("%s: %s", p, said)
		}
		if len(dialogs) > 0 {
			t.Errorf("%s: a dialog opened: %s", p, <-dialogs)
		}
	}
	t.Logf("%d pages opened", len(pages))

	// A page that lets a text through is seen: a script, an event, a request.
	broken := filepath.Join(h.dir, "broken.html")
	h.write("broken.html", "<!doctype html><title>x</title><body><script>alert(1)</script><b onmouseover=alert(2)>x</b><img src='https://evil.example/x'>")
	open(broken)
	if said := w.take(); len(dialogs) != 2 || !slices.ContainsFunc(said, func(s string) bool { return strings.Contains(s, "request to https://evil.example/x") }) {
		t.Errorf("on a broken page: %d dialogs, want 2, and the browser said %q", len(dialogs), said)
	}
}

// asReaders opens what is closed, points at everything, focuses it.
const asReaders = `(() => {
  document.querySelectorAll("details").forEach(d => { d.open = true; });
  for (const e of document.querySelectorAll("body, body *")) {
    for (const name of ["mouseover", "pointerenter", "pointermove", "focus", "blur", "load", "error", "toggle", "animationstart"]) e.dispatchEvent(new Event(name));
  }
  document.querySelectorAll("th button, .series button").forEach(b => b.click());
})()`
