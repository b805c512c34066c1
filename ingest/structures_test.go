package ingest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
	"fabbisogno/ingest/harmonize"
)

// vacancyStructure is the structure of the vacancies, with the code lists given:
// ID and codes.
func vacancyStructure(prepared string, more string, lists ...[]string) string {
	var b strings.Builder
	b.WriteString(`<m:Structure` + rowsStart + ` xmlns:s="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"><m:Header><m:ID>x</m:ID><m:Prepared>` + prepared + `</m:Prepared></m:Header><m:Structures><s:Codelists>`)
	for _, l := range lists {
		b.WriteString(`<s:Codelist agencyID="IT1" id="` + l[0] + `" version="1.0"><c:Name>x</c:Name>`)
		for _, code := range l[1:] {
			id, name, _ := strings.Cut(code, "=")
			b.WriteString(`<s:Code id="` + id + `"><c:Name xml:lang="en">` + name + `</c:Name></s:Code>`)
		}
		b.WriteString(`</s:Codelist>`)
	}
	b.WriteString(`</s:Codelists><s:DataStructures><s:DataStructure id="DCSC_POSTIVAC_2" agencyID="IT1" version="1.0"><c:Name>x</c:Name><s:DataStructureComponents><s:DimensionList>`)
	for _, d := range [][2]string{{"FREQ", "CL_FREQ"}, {"REF_AREA", "CL_ITTER107"}, {"DATA_TYPE", "CL_TIPO"}, {"ADJUSTMENT", "CL_CORREZ"}, {"EMPLOYESS_CLASS", "CL_CLLVT"}, {"ECON_ACTIVITY_NACE_2007", "CL_ATECO_2007"}} {
		b.WriteString(`<s:Dimension id="` + d[0] + `"><s:LocalRepresentation><s:Enumeration><Ref id="` + d[1] + `" agencyID="IT1" version="1.0"/></s:Enumeration></s:LocalRepresentation></s:Dimension>`)
	}
	b.WriteString(`<s:TimeDimension id="TIME_PERIOD"/></s:DimensionList></s:DataStructureComponents></s:DataStructure></s:DataStructures>` + more + `</m:Structures></m:Structure>`)
	return b.String()
}

var (
	classes    = []string{"CL_CLLVT", "W_GE1=1 employee or more", "W_GE10=10 or more"}
	activities = []string{"CL_ATECO_2007", "F=construction", "G=trade"}
)

// partly makes the first list of a message a partial one.
func partly(message string) string {
	return strings.Replace(message, `version="1.0">`, `version="1.0" isPartial="true">`, 1)
}

// constraintOf is a constraint of the vacancies on the activity.
func constraintOf(kind string, codes ...string) string {
	var b strings.Builder
	b.WriteString(`<s:Constraints><s:ContentConstraint id="CC" agencyID="IT1" version="1.0" type="` + kind + `"><c:Name>x</c:Name><s:ConstraintAttachment><s:Dataflow><Ref id="534_1038" agencyID="IT1" version="1.0"/></s:Dataflow></s:ConstraintAttachment><s:CubeRegion include="true"><c:KeyValue id="ECON_ACTIVITY_NACE_2007">`)
	for _, code := range codes {
		b.WriteString(`<c:Value>` + code + `</c:Value>`)
	}
	b.WriteString(`</c:KeyValue></s:CubeRegion></s:ContentConstraint></s:Constraints>`)
	return b.String()
}

// TestStructuresAreUsed loads structure messages and then data, which are held
// against what the publisher declares.
func TestStructuresAreUsed(t *testing.T) {
	const (
		early, late = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
		flow        = "IT1:534_1038(1.0),Q,IT,JVC,Y,"
	)
	data := func(rows ...string) string {
		return "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE\n" + flow + strings.Join(rows, "\n"+flow) + "\n"
	}
	child := "IT1:534_1038_DF_DCSC_POSTIVAC_2_1(1.0),Q,IT,JVC,Y,W_GE1,G,2024-Q1,2.1"
	for name, c := range map[string]struct {
		messages []string
		data     string
		rejected string // rule, column, value and part of the hint of the row set aside
		issue    string // rule and part of the message
	}{
		"nothing_kept":    {nil, data("W_GE3,F,2024-Q1,2.1"), "", ""},
		"declared":        {[]string{vacancyStructure(early, "", classes)}, data("W_GE1,F,2024-Q1,2.1"), "", "structure-used: structure IT1:DCSC_POSTIVAC_2(1.0), list IT1:CL_CLLVT(1.0)"},
		"undeclared":      {[]string{vacancyStructure(early, "", classes)}, data("W_GE3,F,2024-Q1,2.1"), "code-undeclared EMPLOYESS_CLASS W_GE3: W_GE1 (1 employee or more), W_GE10 (10 or more)", ""},
		"ours":            {[]string{vacancyStructure(early, "", activities)}, data("W_GE1,H,2024-Q1,2.1"), "", "code-unlisted: \"H\" is not in the list IT1:CL_ATECO_2007(1.0)"},
		"newer_counts":    {[]string{vacancyStructure(late, "", []string{"CL_CLLVT", "W_GE3=3 or more"}), vacancyStructure(early, "", classes)}, data("W_GE3,F,2024-Q1,2.1"), "", ""},
		"partial":         {[]string{partly(vacancyStructure(early, "", classes))}, data("W_GE3,F,2024-Q1,2.1"), "", "code-unlisted: \"W_GE3\" is not in the list"},
		"whole_before":    {[]string{vacancyStructure(early, "", append(classes, "W_GE3=x")), partly(vacancyStructure(late, "", classes))}, data("W_GE3,F,2024-Q1,2.1"), "", "structure-used: structure"},
		"other_message":   {[]string{vacancyStructure(early, ""), strings.Split(vacancyStructure(early, "", classes), "<s:DataStructures>")[0] + "</m:Structures></m:Structure>"}, data("W_GE3,F,2024-Q1,2.1"), "code-undeclared EMPLOYESS_CLASS W_GE3: nearest", ""},
		"name_of_unknown": {[]string{vacancyStructure(early, "", []string{"CL_ATECO_2007", "F=construction", "QQ=quicksilver"})}, data("W_GE1,QQ,2024-Q1,2.1"), "code ECON_ACTIVITY_NACE_2007 QQ: ", `its publisher calls it "quicksilver"`},
		"announced":       {[]string{vacancyStructure(early, constraintOf("Actual", "F"))}, data("W_GE1,F,2024-Q1,2.1"), "", "structure-used: actual constraint"},
		"unannounced":     {[]string{vacancyStructure(early, constraintOf("Actual", "F"))}, data("W_GE1,G,2024-Q1,2.1"), "", `key-unannounced: ECON_ACTIVITY_NACE_2007: "G" is not among the codes`},
		"excluded":        {[]string{vacancyStructure(early, constraintOf("Allowed", "F"))}, data("W_GE1,G,2024-Q1,2.1"), "key-excluded ECON_ACTIVITY_NACE_2007 G: newer constraint", ""},
		"other_flow":      {[]string{vacancyStructure(early, constraintOf("Allowed", "F"))}, strings.Split(data(""), "\n")[0] + "\n" + child + "\n", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := newIngester(t, &memory{})
			for _, text := range c.messages {
				if rep, err := g.File(context.Background(), Request{Reader: strings.NewReader(text), Name: "s.xml"}); err != nil || rep.Table != Definitions {
					t.Fatalf("%+v, %v", rep, err)
				}
			}
			rep, err := g.File(context.Background(), Request{Reader: strings.NewReader(c.data), Name: "posti.csv"})
			if err != nil {
				t.Fatal(err)
			}
			checkRuleNames(t, rep, nil)
			said := ""
			for _, x := range rep.Issues {
				said += x.Rule + ": " + x.Message + "\n"
			}
			got := ""
			for _, r := range rep.Rejected {
				got += r.Rule + " " + r.Column + " " + r.Value + ": " + r.Hint
				said += r.Message
			}
			want, hint, _ := strings.Cut(c.rejected, ": ")
			if !strings.HasPrefix(got, want) || (want == "") != (got == "") || !strings.Contains(got, hint) {
				t.Errorf("set aside %q, want %q", got, c.rejected)
			}
			rule, part, ok := strings.Cut(c.issue, ": ")
			if !ok {
				rule, part = "", c.issue
			}
			if !strings.Contains(said, rule) || !strings.Contains(said, part) {
				t.Errorf("said:\n%s\nwant %q", said, c.issue)
			}
		})
	}
}

// TestStructureHeals: a row set aside for a code that the kept list lacks is read when
// a newer structure message has come in; a message that says the same again with a
// later date loads nothing again.
func TestStructureHeals(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	db := &memory{}
	g := newIngester(t, db)
	recipe := func() string {
		r, err := g.Recipe("istat_vacancies")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := recipe()
	other, err := g.Recipe("istat_population")
	if err != nil {
		t.Fatal(err)
	}
	data := put("a.csv", "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE\n"+
		"IT1:534_1038(1.0),Q,IT,JVC,Y,W_GE1,F,2024-Q1,2.1\nIT1:534_1038(1.0),Q,IT,JVC,Y,W_GE3,F,2024-Q1,2.3\n")
	// The data stand before the structure among the files, and are held against it all the same.
	results, err := g.Files(ctx, []Request{{Path: data}, {Path: put("s1.xml", vacancyStructure("2026-01-01T00:00:00Z", "", classes))}}, 2, nil)
	if err != nil || results[0].Err != nil || results[1].Err != nil {
		t.Fatal(results, err)
	}
	if rep := results[0].Report; rep.Table != "istat_vacancies" || rep.Counts.Loaded != 1 || rep.Counts.Rejected != 1 {
		t.Fatalf("first load: %+v", rep)
	}
	first := recipe()
	if first == before {
		t.Error("a structure message leaves the recipe as it was")
	}
	stale := func() int {
		t.Helper()
		requests, err := g.Stale(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return len(requests)
	}
	if n := stale(); n != 0 {
		t.Errorf("%d loads are stale at once", n)
	}
	if _, err := g.Files(ctx, []Request{{Path: put("s2.xml", vacancyStructure("2026-01-02T00:00:00Z", "", classes))}}, 1, nil); err != nil {
		t.Fatal(err)
	}
	if recipe() != first || stale() != 0 {
		t.Error("the same definitions with a later date change the recipe")
	}
	if _, err := g.Files(ctx, []Request{{Path: put("s3.xml", vacancyStructure("2026-02-01T00:00:00Z", "", slices.Concat(classes, []string{"W_GE3=3 or more"})))}}, 1, nil); err != nil {
		t.Fatal(err)
	}
	requests, err := g.Stale(ctx)
	if err != nil || len(requests) != 1 {
		t.Fatalf("%d loads to be made again, want one (%v)", len(requests), err)
	}
	again, err := g.Files(ctx, requests, 1, nil)
	if err != nil || again[0].Err != nil || again[0].Report.Counts.Loaded != 2 || again[0].Report.Counts.Rejected != 0 {
		t.Errorf("after the newer structure: %+v, %v", again, err)
	}
	if now, err := g.Recipe("istat_population"); err != nil || now != other {
		t.Errorf("the recipe of another table changed too (%v)", err)
	}
}

// TestStructureOrdersColumns reads a structure-specific message whose observations
// name an attribute before a dimension: by the kept structure it is none.
func TestStructureOrdersColumns(t *testing.T) {
	g := newIngester(t, &memory{})
	message := `<m:StructureSpecificData` + rowsStart + ` xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"><m:Header><m:ID>x</m:ID>` +
		`<m:Structure structureID="S" namespace="urn:x" dimensionAtObservation="AllDimensions"><c:StructureUsage><Ref agencyID="IT1" id="534_1038" version="1.0"/></c:StructureUsage></m:Structure></m:Header>` +
		`<m:DataSet ss:structureRef="S"><Obs OBS_STATUS="p" ECON_ACTIVITY_NACE_2007="F" EMPLOYESS_CLASS="W_GE1" ADJUSTMENT="Y" DATA_TYPE="JVC" REF_AREA="IT" FREQ="Q" TIME_PERIOD="2024-Q1" OBS_VALUE="2.1"/></m:DataSet></m:StructureSpecificData>`
	p := InProcess{g.Catalog, g.Codes}
	columns := func(digests []string) string {
		path := filepath.Join(t.TempDir(), "x.xml")
		if err := os.WriteFile(path, []byte(message), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		src, h, err := p.begin(Job{Path: path, Name: "x.xml", Digests: digests}, f)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := src.rows(h, func(o harmonize.Outcome) error {
			if len(o.Observations) != 1 {
				t.Errorf("%+v", o.Rejected)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if src.guide == nil {
			return ""
		}
		file, err := guidedXML(src.guide)(f)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range file.Columns() {
			names = append(names, c.Name)
		}
		return strings.Join(names, " ")
	}
	if got := columns(nil); got != "" {
		t.Errorf("a guide came from nowhere: %s", got)
	}
	if _, err := g.File(context.Background(), Request{Reader: strings.NewReader(vacancyStructure("2026-01-01T00:00:00Z", "", classes)), Name: "s.xml"}); err != nil {
		t.Fatal(err)
	}
	k, err := g.know()
	if err != nil {
		t.Fatal(err)
	}
	const want = "DATAFLOW FREQ REF_AREA DATA_TYPE ADJUSTMENT EMPLOYESS_CLASS ECON_ACTIVITY_NACE_2007 TIME_PERIOD OBS_VALUE OBS_STATUS"
	if got := columns(k.digests); got != want {
		t.Errorf("columns\n%s, want\n%s", got, want)
	}
}

// TestCorpusConstraint holds ISTAT's production index of August 2026 against the
// constraint that the service gave on the same day: every activity is announced, and
// none is when the constraint lacks one.
func TestCorpusConstraint(t *testing.T) {
	dir := corpus(t)
	read := func(name string) string { return string(readFile(t, filepath.Join(dir, "real", "istat", name))) }
	constraint, data := read("sdmx-ml/availableconstraint_115_333.xml"), read("sdmx-csv/istat_ipi_2026-08.csv")
	const code = `<common:Value>0020</common:Value>`
	if strings.Count(constraint, code) != 1 {
		t.Fatal("the constraint does not name the activity 0020 once")
	}
	for name, c := range map[string]struct {
		constraint string
		found      int
	}{"as_given": {constraint, 0}, "without_one": {strings.Replace(constraint, code, "", 1), 1}} {
		t.Run(name, func(t *testing.T) {
			g := newIngester(t, &memory{})
			var issues []warehouse.Issue
			for _, r := range []Request{{Reader: strings.NewReader(c.constraint), Name: "c.xml"}, {Reader: strings.NewReader(data), Name: "istat_ipi_2026-08.csv"}} {
				rep, err := g.File(context.Background(), r)
				if err != nil {
					t.Fatal(err)
				}
				issues = rep.Issues
			}
			found, used := 0, false
			for _, i := range issues {
				used = used || i.Rule == "structure-used"
				if i.Rule == "key-unannounced" {
					found++
				}
			}
			if found != c.found || !used {
				t.Errorf("%d codes not announced, want %d; used %v:\n%+v", found, c.found, used, issues)
			}
		})
	}
}

// TestCorpusStructureInJSON holds ISTAT's production index against the structure and
// code lists that the service gave as JSON: codes that the kept list lacks and ours
// have are noted, one that nobody has is set aside beside the nearest.
func TestCorpusStructureInJSON(t *testing.T) {
	dir := filepath.Join(corpus(t), "real", "istat")
	g := newIngester(t, &memory{})
	ctx := context.Background()
	load := func(name, text string) Report {
		t.Helper()
		rep, err := g.File(ctx, Request{Reader: strings.NewReader(text), Name: name})
		if err != nil {
			t.Fatal(err)
		}
		return rep
	}
	load("structure.json", string(readFile(t, filepath.Join(dir, "sdmx-json/dsd_115_333_children_trimmed.json"))))
	data := string(readFile(t, filepath.Join(dir, "sdmx-csv/istat_ipi_2026-08.csv")))
	rep := load("istat_ipi_2026-08.csv", data)
	if rep.Counts.Rejected != 0 || !strings.Contains(messageOf(rep, "structure-used"), "list CL_ATECO_2007(1.0)") {
		t.Errorf("as published: %+v, %+v", rep.Counts, rep.Issues)
	}
	var lacking []string // the lists were trimmed by whoever kept the message
	for _, i := range rep.Issues {
		if strings.HasPrefix(i.Rule, "code-un") {
			lacking = append(lacking, i.Rule+" "+strings.Fields(i.Message)[1])
		}
	}
	if got := strings.Join(lacking, ", "); got != `code-unlisted "B", code-unlisted "D"` {
		t.Errorf("as published: %s", got)
	}
	lines := strings.SplitAfterN(data, "\n", 3)
	wrong := lines[0] + strings.Replace(lines[1], ",0020,", ",0020X,", 1) + lines[2]
	rep = load("wrong.csv", wrong)
	if len(rep.Rejected) != 1 || rep.Rejected[0].Rule != "code-undeclared" || rep.Rejected[0].Row != 2 || !strings.Contains(rep.Rejected[0].Hint, "0020 (") {
		t.Errorf("with a wrong code: %+v, %+v", rep.Counts, rep.Rejected)
	}
}
