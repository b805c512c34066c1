package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The same rows in three encodings.
const (
	rowsCSV = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,ADJUSTMENT,EMPLOYESS_CLASS,ECON_ACTIVITY_NACE_2007,TIME_PERIOD,OBS_VALUE,OBS_STATUS,NOTE_DS\n" +
		"%[1]s,Q,IT,JVC,Y,W_GE1,F,2024-Q1,2.1,,\n%[1]s,Q,IT,JVC,Y,W_GE1,F,2024-Q2,2.2,p,\n%[1]s,Q,IT,JVC,Y,W_GE1,F,2024-Q3,,c,\n%[1]s,Q,IT,JVC,Y,W_GE1,XX,2024-Q1,1.0,,\n"
	rowsHeader = `<m:Header><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:%s><Ref agencyID="IT1" id="534_1038" version="1.0"/></c:%[1]s></m:Structure></m:Header>`
	rowsStart  = ` xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"`
	rowsKey    = `FREQ="Q" REF_AREA="IT" DATA_TYPE="JVC" ADJUSTMENT="Y" EMPLOYESS_CLASS="W_GE1" ECON_ACTIVITY_NACE_2007=`
	rowsXML    = `<?xml version="1.0" encoding="utf-8"?><m:StructureSpecificData` + rowsStart + ` xmlns:ss="ss">` + rowsHeader +
		`<m:DataSet ss:structureRef="S"><Series ` + rowsKey + `"F"><Obs TIME_PERIOD="2024-Q1" OBS_VALUE="2.1"/><Obs TIME_PERIOD="2024-Q2" OBS_VALUE="2.2" OBS_STATUS="p"/>` +
		`<Obs TIME_PERIOD="2024-Q3" OBS_STATUS="c"/></Series><Series ` + rowsKey + `"XX"><Obs TIME_PERIOD="2024-Q1" OBS_VALUE="1.0"/></Series></m:DataSet></m:StructureSpecificData>`
)

func genericXML() string {
	var b strings.Builder
	b.WriteString(`<m:GenericData` + rowsStart + ` xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic">` + fmt.Sprintf(rowsHeader, "StructureUsage") + `<m:DataSet structureRef="S">`)
	series := func(industry string, obs ...string) {
		b.WriteString(`<g:Series><g:SeriesKey>`)
		for _, part := range strings.Fields(rowsKey + `"` + industry + `"`) {
			id, value, _ := strings.Cut(part, "=")
			b.WriteString(`<g:Value id="` + id + `" value=` + value + `/>`)
		}
		b.WriteString(`</g:SeriesKey>`)
		for i := 0; i < len(obs); i += 3 {
			b.WriteString(`<g:Obs><g:ObsDimension value="` + obs[i] + `"/><g:ObsValue value="` + obs[i+1] + `"/>`)
			if obs[i+2] != "" {
				b.WriteString(`<g:Attributes><g:Value id="OBS_STATUS" value="` + obs[i+2] + `"/></g:Attributes>`)
			}
			b.WriteString(`</g:Obs>`)
		}
		b.WriteString(`</g:Series>`)
	}
	series("F", "2024-Q1", "2.1", "", "2024-Q2", "2.2", "p", "2024-Q3", "NaN", "c")
	series("XX", "2024-Q1", "1.0", "")
	return b.String() + `</m:DataSet></m:GenericData>`
}

// TestEncodings loads one table from each encoding of SDMX: the observations are
// the same but for the numbers of their rows.
func TestEncodings(t *testing.T) {
	csv := fmt.Sprintf(rowsCSV, "IT1:534_1038(1.0)")
	want := encoded(t, "rows.csv", csv, "", 1)
	if !strings.Contains(want, "istat_vacancies sdmxcsv 4 = 3 + 1") || strings.Count(want, "\n") != 5 {
		t.Fatalf("the CSV gives\n%s", want)
	}
	cases := []struct{ name, file, text, table string }{
		{"structure_specific", "rows.xml", fmt.Sprintf(rowsXML, "StructureUsage"), ""},
		{"generic", "rows.xml", genericXML(), ""},
		{"flow_by_the_file_name", "534_1038.xml", fmt.Sprintf(rowsXML, "Structure"), ""},
		{"flow_in_brackets", "Posti vacanti (IT1,534_1038,1.0).xml", fmt.Sprintf(rowsXML, "Structure"), ""},
		{"table_given", "rows.xml", fmt.Sprintf(rowsXML, "Structure"), "istat_vacancies"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want := strings.ReplaceAll(want, "sdmxcsv", "sdmxml")
			if diff := cmp.Diff(want, encoded(t, c.file, c.text, c.table, 0)); diff != "" {
				t.Errorf("(-CSV +XML):\n%s", diff)
			}
		})
	}
}

// encoded is what a file gives, row numbers counted from the first row.
func encoded(t *testing.T, name, text, table string, first int64) string {
	t.Helper()
	db := &memory{}
	g := newIngester(t, db)
	rep, err := g.File(context.Background(), Request{Reader: strings.NewReader(text), Name: name, Table: table})
	if err != nil {
		t.Fatal(err)
	}
	checkRuleNames(t, rep, nil)
	if got := db.loads[0].Snapshot.Format; got != rep.Format {
		t.Errorf("the snapshot says %s, the report %s", got, rep.Format)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %d = %d + %d\n", rep.Table, rep.Format, rep.Counts.Read, rep.Counts.Loaded, rep.Counts.Rejected)
	for _, r := range rep.Rejected {
		fmt.Fprintf(&b, "rejected row %d %s %s %s\n", r.Row-first, r.Column, r.Value, r.Rule)
	}
	for _, o := range db.loads[0].Observations {
		o.Row -= first
		b.WriteString(observationText(o))
	}
	return b.String()
}

func TestEncodingsRefused(t *testing.T) {
	cases := []struct{ name, file, text, table, rule string }{
		{"flow_unknown", "rows.xml", fmt.Sprintf(rowsXML, "Structure"), "", "table"},
		{"table_of_another_format", "rows.xml", fmt.Sprintf(rowsXML, "Structure"), "excelsior_monthly", "table"},
		{"structures", "x.xml", `<m:Structure` + rowsStart + `/>`, "", "structure"},
		{"footer_alone", "x.xml", `<m:GenericData` + rowsStart + `><m:Footer><m:Message code="413"><c:Text>wait</c:Text></m:Message></m:Footer></m:GenericData>`, "", "no-data"},
		{"other_xml", "x.xml", `<?xml version="1.0"?><feed/>`, "", "type"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			db := &memory{}
			rep, err := newIngester(t, db).File(context.Background(), Request{Reader: strings.NewReader(c.text), Name: c.file, Table: c.table})
			var s *SourceError
			if !errors.As(err, &s) || s.Rule != c.rule || s.Hint == "" || len(db.loads) > 0 {
				t.Errorf("got %v, %+v; want a refusal by %q", err, rep, c.rule)
			}
			checkRuleNames(t, rep, err)
		})
	}
}
