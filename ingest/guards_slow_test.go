//go:build slow

package ingest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// guard is a line of the code that a bad-input case depends on. Without it the
// case must fail: a test that passes whatever the code does proves nothing.
type guard struct {
	file, from, to string // the text stands once in the file
	cases          string // each fails without the guard
}

const refuse, refuseBook, refuseXML = "return format.Refuse(", "return nil, nil, format.Refuse(", "return nil, w.refuse("

// off makes a guard that only notes what it should refuse.
func off(file, statement, rule, cases string) guard {
	call := statement[strings.LastIndex(statement, " ")+1:]
	return guard{file, statement + rule, "_ = " + call + rule, cases}
}

var guards = []guard{
	off("format/xlsx/container.go", refuse, `"zip-path"`, "24_path_up 24_path_absolute 24_path_backslash"),
	off("format/xlsx/container.go", refuse, `"zip-duplicate"`, "24_duplicate 24_case_twin"),
	off("format/xlsx/container.go", refuse, `"zip-type"`, "25_symlink 25_device"),
	off("format/xlsx/container.go", refuse, `"encrypted", "save`, "27_encrypted"),
	off("format/xlsx/container.go", refuse, `"encrypted", "open`, "27_encrypted_workbook"),
	off("format/xlsx/container.go", refuse, `"zip-corrupt", again, "entries`, "26_overlap"),
	off("format/xlsx/container.go", refuseBook, `"macros"`, "127_macros"),
	off("format/xlsx/container.go", refuseBook, `"zip-nested"`, "23_nested 23_nested_in_a_part"),
	off("format/xlsx/xml.go", "return 0, w.refuse(", `"dtd"`, "129_workbook"),
	off("format/xlsx/tag.go", "return w.refuse(", `"limits", "elements`, "130_workbook_depth"),
	off("format/xlsx/sheet.go", "return w.refuse(", `"xlsx-structure", "row %q follows`, "124_falling_rows"),
	off("format/xlsx/sheet.go", "return w.refuse(", `"xlsx-structure", "row %d lies`, "124_gap 124_huge 124_beyond"),
	off("format/xlsx/sheet.go", "return w.refuse(", `"xlsx-shared"`, "125_shared"),
	off("format/xlsx/workbook.go", "return w.refuse(", `"cell-length", "a shared`, "126_amplifier"),
	{"format/open.go", `return Refuse("truncated"`, `return io.EOF; return Refuse("truncated"`, "18_gzip_cut 46_cut_in_gzip"},
	{"format/open.go", `return Refuse("checksum"`, `return io.EOF; return Refuse("checksum"`, "19_gzip_checksum"},
	{"format/open.go", `return Refuse("trailing"`, `return io.EOF; return Refuse("trailing"`, "21_gzip_trailing"},
	off("format/sdmxml/walk.go", refuseXML, `"dtd"`, "129_billion_laughs 129_external_entity"),
	off("format/sdmxml/walk.go", "return w.refuse(", `"limits", "elements`, "130_depth"),
	{"recognise.go", "if !ok || s.released.IsZero()", "if true || !ok || s.released.IsZero()", "103_embargo"},
	off("harmonize/units.go", refuse, `"unit-suspect", "check the unit`, "63_fractions"),
	{"format/csvscan.go", "return s.width > 2 && s.line > at.opened && at.inner >= s.width-1", "return false", "33_quote_swallows_rows"},
	{"format/text.go", "if isMojibake(s) {", "if false {", "05_mojibake"},
	{"format/table.go", "	if header {", "	if false {", "47_second_header"},
	{"format/number/number.go", "if n >= maxExact {", "if false {", "61_large_count"},
	{"harmonize/value.go", `case has("c") || has("C"):`, `case false:`, "75_confidential"},
	{"harmonize/row.go", "if before != label {", "if false {", "86_labels"},
	{"harmonize/row.go", `text != "" && text != "0" &&`, `text == "?" &&`, "67_unit_multiplier"},
	{"check/value.go", "case indicator.Maximum != nil &&", "case false &&", "64_share_above_100"},
	{"check/value.go", "case indicator.Minimum != nil &&", "case false &&", "65_negative_count"},
	{"format/sdmxjson/rows.go", `return r.scan.Refuse("duplicate-key"`, `return nil; return r.scan.Refuse("duplicate-key"`, "102_json_key_twice"},
}

// TestGuardsAreNeeded builds the tests once with every guard off and runs the cases
// that depend on them, each in a process of its own: one that still passes is no
// proof. The controls, which meet no guard, must pass.
func TestGuardsAreNeeded(t *testing.T) {
	dir := t.TempDir()
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	texts := map[string]string{}
	for _, g := range guards {
		path, err := filepath.Abs(g.file)
		if err != nil {
			t.Fatal(err)
		}
		if texts[path] == "" {
			texts[path] = string(readFile(t, path))
		}
		if n := strings.Count(texts[path], g.from); n != 1 {
			t.Errorf("%s holds %q %d times: write the guard as the code has it now", g.file, g.from, n)
			continue
		}
		texts[path] = strings.Replace(texts[path], g.from, g.to, 1)
	}
	for path, text := range texts {
		copied := filepath.Join(dir, strings.ReplaceAll(path, string(filepath.Separator), "_"))
		writeFile(t, copied, []byte(text))
		overlay.Replace[path] = copied
	}
	listing, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	overlayPath, binary := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "ingest.test")
	writeFile(t, overlayPath, listing)
	if out, err := exec.Command("go", "test", "-c", "-vet=off", "-overlay", overlayPath, "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build without guards: %v\n%s", err, out)
	}
	run := func(name string) (passed bool, out []byte) {
		cmd := exec.Command(binary, "-test.run", "^TestCases$/^"+name+"$", "-test.timeout", "60s")
		out, err := cmd.CombinedOutput()
		return err == nil, out
	}
	for _, control := range []string{"18_gzip_sound", "119_workbook", "126_control", "129_control", "103_embargo_over"} {
		if passed, out := run(control); !passed {
			t.Errorf("control %s fails without the guards:\n%s", control, out)
		}
	}
	caught := 0
	for _, g := range guards {
		for name := range strings.FieldsSeq(g.cases) {
			if _, err := os.Stat(filepath.Join("testdata", "cases", name+".txtar")); err != nil {
				t.Error(err)
				continue
			}
			passed, out := run(name)
			switch {
			case passed:
				t.Errorf("case %s passes without the guard %q in %s", name, g.from, g.file)
			case !strings.Contains(string(out), "--- FAIL: TestCases/"+name) && !strings.Contains(string(out), "panic:"):
				t.Errorf("case %s did not run:\n%s", name, out)
			default:
				caught++
			}
		}
	}
	t.Logf("%d guards off, %d cases fail without them", len(guards), caught)
}

func writeFile(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
