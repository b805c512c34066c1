package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"fabbisogno/reports/intake"
	"fabbisogno/reports/locale"

	"golang.org/x/net/html"
)

// hostileTexts are what a file may bring in its name, cells and codes.
var hostileTexts = []string{`</title><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`,
	`{{.Title}}`, `</style><script>alert(1)</script>`, `__f__alert(1)__f__`, "`${alert(1)}`", "a\u2028b", `<!--`}

// manyFiles is a report with more files and findings than a page lists.
func manyFiles(n int) intake.Report {
	r := intake.Report{Version: 1, Titles: map[string]intake.Text{"table_0": {IT: hostileTexts[0], EN: hostileTexts[0]}}}
	for i := range n {
		text := hostileTexts[i%len(hostileTexts)]
		f := intake.File{Name: text, Table: fmt.Sprintf("table_%d", i%2), SHA256: fmt.Sprintf("%064d", i), Released: "2026-11-20", IsSynthetic: i == 0,
			Counts: intake.Counts{Read: 3, Loaded: 1, SetAside: 2}}
		for j := range 9 {
			f.Rules = append(f.Rules, intake.Tally{Rule: intake.Rule{Number: 400 + j, Name: text, Severity: "error", What: intake.Text{IT: text, EN: text}}, Rows: 2,
				Examples: []intake.Example{{Row: 2, Column: text, Value: text, Message: text, Hint: text}}})
		}
		f.Issues = []intake.Issue{{Rule: intake.Rule{Name: text, Severity: "warning"}, Message: text}}
		r.Totals.Files++
		r.Rules = f.Rules
		r.Files = append(r.Files, f)
	}
	// Files come by table.
	var first, second []intake.File
	for _, f := range r.Files {
		if f.Table == "table_0" {
			first = append(first, f)
		} else {
			second = append(second, f)
		}
	}
	r.Files = append(first, second...)
	r.Refused = []intake.Refuse{{Rule: intake.Rule{Number: 103, Name: "html-page", Severity: "error"}, File: hostileTexts[0], Message: hostileTexts[1], Hint: hostileTexts[2]}}
	return r
}

// A page of its own runs nothing and asks for nothing, whatever the files say.
func TestIntakePage(t *testing.T) {
	for _, lang := range []locale.Lang{locale.IT, locale.EN} {
		body, err := IntakePage(manyFiles(200), lang, "0.1.0")
		if err != nil {
			t.Fatal(err)
		}
		tree, err := html.Parse(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		styles, policy, ids, texts := 0, "", map[string]bool{}, 0
		var walk func(n *html.Node)
		walk = func(n *html.Node) {
			if n.Type == html.TextNode {
				for _, h := range hostileTexts {
					texts += strings.Count(n.Data, h)
				}
			}
			if n.Type == html.ElementNode {
				switch n.Data {
				case "script", "img", "iframe", "object", "form":
					t.Errorf("%s: the page holds a %s", lang, n.Data)
				case "style":
					styles++
					sum := sha256.Sum256([]byte(n.FirstChild.Data))
					if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
						t.Errorf("%s: the policy %s does not let the sheet %s in", lang, policy, want)
					}
				}
				for _, a := range n.Attr {
					switch {
					case strings.HasPrefix(a.Key, "on"):
						t.Errorf("%s: code in the attribute %s", lang, a.Key)
					case a.Key == "id" && ids[a.Val]:
						t.Errorf("%s: the id %s stands twice", lang, a.Val)
					case a.Key == "id":
						ids[a.Val] = true
					case a.Key == "href" && !strings.HasPrefix(a.Val, "#") && a.Val != "data:,":
						t.Errorf("%s: a link leads to %s", lang, a.Val)
					case a.Key == "content" && strings.Contains(a.Val, "default-src 'none'"):
						policy = a.Val
					}
				}
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
		}
		walk(tree)
		if styles != 1 || texts < 100 {
			t.Errorf("%s: %d sheets, hostile texts shown %d times", lang, styles, texts)
		}
		if bytes.Contains(body, []byte("ZgotmplZ")) {
			t.Errorf("%s: a text was refused by the templates", lang)
		}
		if !bytes.Contains(body, []byte(`lang="`+string(lang)+`"`)) {
			t.Errorf("%s: the page does not say its language", lang)
		}
	}
}

// Lists are capped, and say how many more there are.
func TestIntakeTablesAreCapped(t *testing.T) {
	r := manyFiles(3 * mostAllFiles)
	tables := intakeTables(r, locale.EN)
	listed, all := 0, 0
	for _, x := range tables {
		listed += len(x.Files)
		all += len(x.Files) + x.More
		if len(x.Files) > mostFiles || x.Title == "" {
			t.Errorf("table %s lists %d files under the title %q", x.ID, len(x.Files), x.Title)
		}
		for _, f := range x.Files {
			if len(f.Found) != mostFindings || f.More != 10-mostFindings {
				t.Fatalf("%d findings and %d more, of 10", len(f.Found), f.More)
			}
		}
	}
	if all != len(r.Files) || listed == 0 || listed > mostAllFiles {
		t.Errorf("%d of %d files listed, %d counted", listed, len(r.Files), all)
	}
	body, err := IntakePage(r, locale.EN, "0.1.0")
	if err != nil || len(body) > 300_000 {
		t.Errorf("the page has %d bytes, %v", len(body), err)
	}
}

// Demonstration files are marked in the banner and in the line of their data set.
func TestIntakePageMarksDemonstration(t *testing.T) {
	body, err := IntakePage(manyFiles(2), locale.IT, "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	text := string(body)
	if !strings.Contains(text, `id="demonstration"`) {
		t.Error("the page has no banner")
	}
	_, rows, _ := strings.Cut(text, "<tbody>")
	lines := strings.Split(rows, "</tr>")
	if len(lines) < 2 || !strings.Contains(lines[0], "demo-mark") || strings.Contains(lines[1], "demo-mark") {
		t.Errorf("the first data set alone is demonstration data; the table begins %.300s", rows)
	}
}

// Names of files say what they like, so no character of the page may reorder its lines.
func TestIntakePageIsClean(t *testing.T) {
	r := manyFiles(1)
	r.Files[0].Name = "a\u202egpj.exe\u2028b\x1bc.csv"
	r.Refused = append(r.Refused, intake.Refuse{Rule: r.Files[0].Rules[0].Rule, File: "d\u2066e\u200b.csv"})
	body, err := IntakePage(r, locale.IT, "0.1.0")
	if err != nil {
		t.Fatal(err)
	}
	if i := firstUnclean(string(body)); i >= 0 {
		t.Errorf("the page holds %q", body[i:min(i+20, len(body))])
	}
	if !bytes.Contains(body, []byte("agpj.exebc.csv")) || !bytes.Contains(body, []byte("de.csv")) {
		t.Error("the names are gone")
	}
}

// What is noted of a file is said in the language of the page where it was translated,
// and says which language it is where it was not.
func TestNoticesSpeakTheLanguageOfThePage(t *testing.T) {
	f := intake.File{Issues: []intake.Issue{{Rule: intake.Rule{Name: "layout-missing"}, Message: "english", MessageIT: "italiano"}, {Rule: intake.Rule{Name: "gap"}, Message: "untranslated"}}}
	for lang, want := range map[locale.Lang]string{locale.IT: "it italiano, en untranslated", locale.EN: "en english, en untranslated"} {
		var said []string
		for _, x := range intakeFileOf(f, lang).Found {
			said = append(said, x.Lang+" "+x.Message)
		}
		if got := strings.Join(said, ", "); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}
