package sdmxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"fabbisogno/ingest/format"

	"github.com/google/go-cmp/cmp"
)

// The beginnings of messages that the cases go on from.
const (
	generic21 = `<?xml version="1.0"?><m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"` +
		` xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">`
	specific21 = `<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"` +
		` xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"` +
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`
	specific30 = `<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message"` +
		` xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common">`
	head = `<m:Header><m:ID>x</m:ID><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:StructureUsage>` +
		`<Ref agencyID="IT1" id="534_1038" version="1.0"/></c:StructureUsage></m:Structure></m:Header>`
	flatHead    = `<m:Header><m:Structure structureID="S" dimensionAtObservation="AllDimensions"/></m:Header>`
	genericEnd  = `</m:DataSet></m:GenericData>`
	specificEnd = `</m:DataSet></m:StructureSpecificData>`
	one         = `<Series FREQ="Q" REF_AREA="IT"><Obs TIME_PERIOD="2024-Q1" OBS_VALUE="2.1"/></Series>`
)

// read gives columns, rows, notes and refusal of a message as text.
func read(t testing.TB, message string) string {
	t.Helper()
	var b strings.Builder
	m, err := Open(strings.NewReader(message))
	if err == nil {
		for i, c := range m.Columns() {
			b.WriteString(strings.Repeat(",", min(i, 1)) + c.Name)
		}
		b.WriteString("\n")
	}
	for err == nil {
		var r format.Row
		if r, err = m.Next(); err != nil {
			break
		}
		switch {
		case r.Fault != nil:
			fmt.Fprintf(&b, "%d fault %s %s: %s\n", r.Number, r.Fault.Rule, r.Fault.Column, r.Fault.Message)
		case r.Skip != "":
			fmt.Fprintf(&b, "%d skip %s\n", r.Number, r.Skip)
		default:
			fmt.Fprintf(&b, "%d %s\n", r.Number, strings.Join(r.Cells, ","))
		}
	}
	var refusal *format.Refusal
	switch {
	case errors.As(err, &refusal):
		fmt.Fprintf(&b, "refused %s: %s\n", refusal.Rule, refusal.Message)
		if refusal.Hint == "" {
			t.Errorf("the refusal %v has no hint", refusal)
		}
	case !errors.Is(err, io.EOF):
		fmt.Fprintf(&b, "error %v\n", err)
	default:
		for _, n := range m.Notes() {
			if n.Rule != "numbered-by-element" {
				fmt.Fprintf(&b, "%s %s %d\n", n.Severity, n.Rule, n.Count)
			}
		}
	}
	return b.String()
}

type readCase struct{ name, message, want string }

var readCases = []readCase{
	{"generic_series", generic21 + head + `<m:DataSet structureRef="S"><g:Series><g:SeriesKey><g:Value id="FREQ" value="Q"/><g:Value id="REF_AREA" value="IT"/></g:SeriesKey>` +
		`<g:Attributes><g:Value id="DECIMALS" value="1"/></g:Attributes>` +
		`<g:Obs><g:ObsDimension value="2024-Q1"/><g:ObsValue value="2.1"/></g:Obs>` +
		`<g:Obs><g:ObsDimension id="TIME_PERIOD" value="2024-Q2"/><g:ObsValue value="NaN"/><g:Attributes><g:Value id="OBS_STATUS" value="c"/></g:Attributes></g:Obs></g:Series>` + genericEnd,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS,DECIMALS\n1 IT1:534_1038(1.0),Q,IT,2024-Q1,2.1,,1\n2 IT1:534_1038(1.0),Q,IT,2024-Q2,,c,1\nnote missing-nan 1\n"},
	{"generic_flat", generic21 + flatHead + `<m:DataSet structureRef="S"><g:Obs><g:ObsKey><g:Value id="A" value="a"/><g:Value id="TIME_PERIOD" value="2024"/></g:ObsKey><g:ObsValue value="0"/></g:Obs>` + genericEnd,
		"A,TIME_PERIOD,OBS_VALUE\n1 a,2024,0\n"},
	{"attribute_on_the_last_row_alone", specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="Q"><Obs TIME_PERIOD="2024-Q1" OBS_VALUE="1"/></Series><Series FREQ="Q" TITLE="x"><Obs TIME_PERIOD="2024-Q2" OBS_VALUE="2" OBS_STATUS="e"/></Series>` + specificEnd,
		"DATAFLOW,FREQ,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE\n1 IT1:534_1038(1.0),Q,2024-Q1,1,,\n2 IT1:534_1038(1.0),Q,2024-Q2,2,e,x\n"},
	{"flat_dimensions_end_before_attributes", specific21 + flatHead + `<m:DataSet ss:structureRef="S"><Obs FREQ="A" GEO="IT" OBS_STATUS="p" UNIT="x" TIME_PERIOD="2024" OBS_VALUE="1"/>` + specificEnd,
		"FREQ,GEO,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT\n1 A,IT,2024,1,p,x\n"},
	{"attributes_of_data_set_and_group", specific21 + head + `<m:DataSet ss:structureRef="S" action="Replace" BASE_PER="2015"><Group xsi:type="n:G" GEO="IT" TITLE="Italia"/><Group GEO="FR" TITLE="Francia"/>` +
		`<Series FREQ="A" GEO="IT"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series><Series FREQ="A" GEO="DE"><Obs TIME_PERIOD="2024" OBS_VALUE="2"/></Series>` + specificEnd,
		"DATAFLOW,FREQ,GEO,TIME_PERIOD,OBS_VALUE,TITLE,BASE_PER\n1 IT1:534_1038(1.0),A,IT,2024,1,Italia,2015\n2 IT1:534_1038(1.0),A,DE,2024,2,,2015\n"},
	{"structure_not_declared", specific21 + head + `<m:DataSet ss:structureRef="OTHER">` + one + specificEnd,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE\n1 IT1:534_1038(1.0),Q,IT,2024-Q1,2.1\nwarning structure-undeclared 1\n"},
	{"flow_and_values_of_3.0", specific30 + `<m:Header><m:Structure structureID="S"><c:StructureUsage>urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=ECB:EXR(1.0.0)</c:StructureUsage></m:Structure></m:Header>` +
		`<m:DataSet ss:structureRef="S"><Atts SOURCE="s"/><Series A="a"><Comp id="NOTE"><Value>one</Value><Value>two</Value></Comp><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE,NOTE,SOURCE\n1 ECB:EXR(1.0.0),a,2024,1,one;two,s\nnote values-joined 1\n"},
	{"data_set_that_deletes", specific21 + head + `<m:DataSet ss:structureRef="S" action="Delete">` + one + specificEnd,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE\n1 skip deletion\n"},
	{"attribute_twice_on_an_observation", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="a"><Obs TIME_PERIOD="2024" OBS_VALUE="1" OBS_VALUE="2"/><Obs TIME_PERIOD="2025" OBS_VALUE="3"/></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\n1 fault duplicate-attribute OBS_VALUE: \"OBS_VALUE\" stands twice on the observation\n2 IT1:534_1038(1.0),a,2025,3\n"},
	{"attribute_twice_on_a_series", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="a" A="b"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series><Series A="c"><Obs TIME_PERIOD="2024" OBS_VALUE="2"/></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\n1 fault duplicate-attribute A: \"A\" stands twice on the series\n2 IT1:534_1038(1.0),c,2024,2\n"},
	{"dimension_on_series_and_observation", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="a"><Obs A="b" TIME_PERIOD="2024" OBS_VALUE="1"/></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\n1 fault duplicate-attribute A: \"A\" stands twice on the observation or its series\n"},
	{"surrogate_and_bidi", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="a"><Obs TIME_PERIOD="2024" OBS_VALUE="&#xD800;"/><Obs TIME_PERIOD="2025" OBS_VALUE="&#x202E;1"/><Obs TIME_PERIOD="2026" OBS_VALUE=" 1&#xA0;"/></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\n1 fault surrogate OBS_VALUE: the cell holds half of a character (a lone surrogate)\n2 fault bidi-control OBS_VALUE: the cell holds an invisible character that changes how the text is read\n3 IT1:534_1038(1.0),a,2026,1\nwarning trimmed 1\n"},
	{"footer_after_data", specific21 + head + `<m:DataSet ss:structureRef="S">` + one + `</m:DataSet><m:Footer><m:Message code="413"><c:Text>cut</c:Text></m:Message></m:Footer></m:StructureSpecificData>`,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE\n1 IT1:534_1038(1.0),Q,IT,2024-Q1,2.1\nwarning footer 1\n"},
	{"series_without_observations", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="a"/>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\nwarning no-rows 1\nnote series-empty 1\n"},
	{"comment_and_cdata_do_not_count", specific21 + head + `<!-- <Obs X="1"/> --><m:DataSet ss:structureRef="S"><!--><Series Y="1"> --><Series A="a>"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\n1 IT1:534_1038(1.0),a>,2024,1\n"},
	{"generic_2.0_in_a_group", `<GenericData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message" xmlns:g="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/generic"><Header><KeyFamilyRef>K</KeyFamilyRef><KeyFamilyAgency>X</KeyFamilyAgency></Header>` +
		`<DataSet><g:KeyFamilyRef>K</g:KeyFamilyRef><g:Group type="G"><g:GroupKey><g:Value concept="GEO" value="IT"/></g:GroupKey><g:Attributes><g:Value concept="TITLE" value="t"/></g:Attributes>` +
		`<g:Series><g:SeriesKey><g:Value concept="FREQ" value="A"/><g:Value concept="GEO" value="IT"/></g:SeriesKey><g:Obs><g:Time>2009</g:Time><g:ObsValue value="16.8"/></g:Obs></g:Series></g:Group></DataSet></GenericData>`,
		"FREQ,GEO,TIME_PERIOD,OBS_VALUE,TITLE\n1 A,IT,2009,16.8,t\n"},
	{"compact_2.0", `<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message" xmlns:o="urn:o"><Header/><o:DataSet dataflowID="F" dataflowAgencyID="X"><o:SiblingGroup GEO="IT" TITLE="t"/>` +
		`<o:Series FREQ="A" GEO="IT"><o:Obs TIME="2009" OBS_VALUE="1"/></o:Series></o:DataSet></CompactData>`,
		"DATAFLOW,FREQ,GEO,TIME_PERIOD,OBS_VALUE,TITLE\n1 X:F,A,IT,2009,1,t\n"},
}

var refusedCases = []readCase{
	{"empty", "", "refused empty: the file is empty\n"},
	{"footer_alone", generic21 + `<m:Header/><m:Footer><m:Message code="413" severity="Infomation"><c:Text>too large</c:Text><c:Text>http://x/y</c:Text></m:Message></m:Footer></m:GenericData>`,
		"refused no-data: the file is a message of the server: code 413: too large; http://x/y\n"},
	{"footer_after_an_empty_data_set", generic21 + head + `<m:DataSet structureRef="S"/><m:Footer><m:Message code="100"><c:Text>No results</c:Text></m:Message></m:Footer></m:GenericData>`,
		"refused no-data: the file is a message of the server: code 100: No results\n"},
	{"no_data_set", generic21 + head + `</m:GenericData>`, "refused no-data: the message holds no observations\n"},
	{"empty_data_set", generic21 + head + `<m:DataSet structureRef="S">` + genericEnd, "refused no-data: the message holds no observations\n"},
	{"error_message", `<e:Error xmlns:e="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:c="c"><e:ErrorMessage code="140"><c:Text>Syntax error</c:Text></e:ErrorMessage></e:Error>`,
		"refused no-data: the file is a message of the server: code 140: Syntax error\n"},
	{"structure_message", `<m:Structure xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"/>`, "refused structure: the file describes structures and holds no data\n"},
	{"cross_sectional", `<CrossSectionalData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message"/>`, "refused type: the file is an SDMX-ML message of the kind CrossSectionalData, which is not read\n"},
	{"web_page", `<html><body>x</body></html>`, "refused html-page: the file is a web page\n"},
	{"version_1.0", `<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v1_0/message"/>`, `refused namespace: the version of the message is not known: namespace "http://www.SDMX.org/resources/SDMXML/schemas/v1_0/message"` + "\n"},
	{"attribute_that_no_value_has", generic21 + head + `<m:DataSet structureRef="S"><g:Series><g:SeriesKey><g:Value id="A" value="a"/></g:SeriesKey><g:Obs><g:ObsDimension value="2024"/><g:ObsValue valve="2.1"/></g:Obs></g:Series>` + genericEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\nrefused sdmx-structure: <ObsValue> has the attribute \"valve\", which does not belong there\n"},
	{"version_of_xml", "<?xml version=\"1.7\"?><a/>", "refused xml: not well formed: unsupported version \"1.7\"; only version 1.0 is supported\n"},
	{"prefix_not_declared", generic21 + head + `<m:DataSet structureRef="S"><x:Series/>` + genericEnd, "DATAFLOW,TIME_PERIOD,OBS_VALUE\nrefused namespace: <x:Series> has a prefix that is not declared\n"},
	{"attribute_prefix_not_declared", specific21 + head + `<m:DataSet zz:structureRef="S">` + one + specificEnd, "refused namespace: the attribute zz:structureRef has a prefix that is not declared\n"},
	{"prefix_out_of_scope", `<m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"><m:Header><m:ID xmlns:q="q"><q:a/></m:ID><q:b/></m:Header></m:GenericData>`, "refused namespace: <q:b> has a prefix that is not declared\n"},
	{"document_type", `<!DOCTYPE m [<!ENTITY a "b">]>` + specific21 + head + `<m:DataSet ss:structureRef="S">` + one + specificEnd, "refused dtd: a document type or declaration is not allowed\n"},
	{"entity", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="&lol;"/>` + specificEnd, "DATAFLOW,A,TIME_PERIOD,OBS_VALUE\nrefused xml: not well formed: invalid character entity &lol;\n"},
	{"second_root", generic21 + head + `</m:GenericData><a/>`, "refused xml: a second root element <a>\n"},
	{"text_after_root", generic21 + head + `</m:GenericData>x`, "refused xml: text outside the root element\n"},
	{"wrong_end", generic21 + `<m:Header></m:Heder></m:GenericData>`, "refused xml: </Heder> closes nothing\n"},
	{"cut_in_the_header", generic21 + `<m:Header><m:ID>x</m:ID>`, "refused xml: the file ends inside <Header>\n"},
	{"two_structures_and_neither", specific21 + `<m:Header><m:Structure structureID="A"/><m:Structure structureID="B"/></m:Header><m:DataSet ss:structureRef="C">` + one + specificEnd,
		"refused sdmx-structure: the data set names the structure \"C\", which is not one of the 2 that the header declares\n"},
	{"group_without_key", specific21 + head + `<m:DataSet ss:structureRef="S"><Group TITLE="x"/>` + one + specificEnd,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE,TITLE\nrefused sdmx-structure: a group has attributes and no key\n"},
	{"unknown_element", specific21 + head + `<m:DataSet ss:structureRef="S"><Series A="a"><Obs TIME_PERIOD="2024" OBS_VALUE="1"><x/></Obs></Series>` + specificEnd,
		"DATAFLOW,A,TIME_PERIOD,OBS_VALUE\nrefused sdmx-structure: the element <x> does not belong where it stands\n"},
	{"text_between_rows", specific21 + head + `<m:DataSet ss:structureRef="S">` + one + `hello` + specificEnd,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE\n1 IT1:534_1038(1.0),Q,IT,2024-Q1,2.1\nrefused sdmx-structure: the text \"hello\" stands between the elements of the data\n"},
	{"cut_inside_the_data", specific21 + head + `<m:DataSet ss:structureRef="S">` + one,
		"DATAFLOW,FREQ,REF_AREA,TIME_PERIOD,OBS_VALUE\n1 IT1:534_1038(1.0),Q,IT,2024-Q1,2.1\nrefused xml: the file ends inside <DataSet>\n"},
	{"other_encoding", `<?xml version="1.0" encoding="windows-1252"?><a/>`, "refused encoding: the file is written in windows-1252\n"},
	{"bytes_not_utf8", specific21 + "<m:Header><m:ID>\xff</m:ID></m:Header></m:StructureSpecificData>", "refused xml: not well formed: invalid UTF-8\n"},
}

func TestRead(t *testing.T) {
	for _, c := range append(slices.Clone(readCases), refusedCases...) {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, read(t, c.message)); diff != "" {
				t.Errorf("message %s\n(-want +got):\n%s", c.message, diff)
			}
		})
	}
}

// TestLimits reads attacks; the limits of memory are those of a token.
func TestLimits(t *testing.T) {
	cases := []struct{ name, message, want string }{
		{"deep", generic21 + `<m:Header>` + strings.Repeat("<m:a>", 100_000), "refused limits: elements are nested deeper than 64 levels\n"},
		{"long_attribute", generic21 + `<m:Header x="` + strings.Repeat("x", 2<<20) + `"/></m:GenericData>`, "refused limits: a tag or text is longer than 1048576 bytes\n"},
		{"long_text", generic21 + `<m:Header><m:ID>` + strings.Repeat("x", 2<<20) + `</m:ID></m:Header></m:GenericData>`, "refused limits: a tag or text is longer than 1048576 bytes\n"},
		{"long_comment", generic21 + `<!--` + strings.Repeat("x", 2<<20) + `--></m:GenericData>`, "refused limits: a tag or text is longer than 1048576 bytes\n"},
		{"long_name", generic21 + `<` + strings.Repeat("x", 300) + `/></m:GenericData>`, "refused limits: a name is longer than 255 bytes\n"},
		{"many_columns", specific21 + head + `<m:DataSet>` + manySeries(3000) + specificEnd, "refused limits: the message has more than 2000 dimensions and attributes\n"},
		{"many_attributes", specific21 + `<m:Header ` + manyAttributes(65) + `/></m:StructureSpecificData>`, "refused limits: <Header> has more than 64 attributes\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, read(t, c.message)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func manySeries(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<Series A%d="a"/>`, i)
	}
	return b.String()
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

// TestHalfCharacters finds halves of characters wherever a text may stand; beside
// them a U+FFFD that the publisher wrote stays what it is.
func TestHalfCharacters(t *testing.T) {
	const half = "&#xDfFf;"
	obs := func(note string) string { return `<Obs TIME_PERIOD="2024" OBS_VALUE="1"` + note + `/>` }
	generic := func(series, obs string) string {
		return generic21 + head + `<m:DataSet structureRef="S"><g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/></g:SeriesKey><g:Attributes><g:Value id="NOTE" value="` + series + `"/></g:Attributes>` +
			`<g:Obs><g:ObsDimension value="2024"/><g:ObsValue value="1"/><g:Attributes><g:Value id="TEXT" value="` + obs + `"/></g:Attributes></g:Obs></g:Series>` + genericEnd
	}
	for name, c := range map[string]struct{ message, rule string }{
		"observation":     {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A">` + obs(` NOTE="a`+half+`"`) + `</Series>` + specificEnd, "surrogate"},
		"leading_zeros":   {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A">` + obs(` NOTE="&#x000000000000000000D800;"`) + `</Series>` + specificEnd, "surrogate"},
		"series":          {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A" NOTE="` + half + `">` + obs("") + `</Series>` + specificEnd, "surrogate"},
		"data_set":        {specific21 + head + `<m:DataSet ss:structureRef="S" NOTE="` + half + `"><Series FREQ="A">` + obs("") + `</Series>` + specificEnd, "surrogate"},
		"group":           {specific21 + head + `<m:DataSet ss:structureRef="S"><Group FREQ="A" NOTE="` + half + `"/><Series FREQ="A">` + obs("") + `</Series>` + specificEnd, "surrogate"},
		"several_values":  {specific30 + `<m:Header/><m:DataSet><Series A="a"><Comp id="NOTE"><Value>` + half + `</Value><Value>two</Value></Comp>` + obs("") + `</Series>` + specificEnd, "surrogate"},
		"generic":         {generic("", half), "surrogate"},
		"generic_series":  {generic(half, ""), "surrogate"},
		"sign_as_such":    {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A">` + obs(` NOTE="�"`) + `</Series>` + specificEnd, "encoding"},
		"sign_after_half": {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A"><!-- &#xD800; -->` + obs(` NOTE="�"`) + `</Series>` + specificEnd, "encoding"},
		"whole_character": {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A">` + obs(` NOTE="&#x1F600;&amp;#xD800;"`) + `</Series>` + specificEnd, ""},
		"beyond_all":      {specific21 + head + `<m:DataSet ss:structureRef="S"><Series FREQ="A">` + obs(` NOTE="&#x11D800;"`) + `</Series>` + specificEnd, "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := Open(strings.NewReader(c.message))
			if err != nil {
				t.Fatal(err)
			}
			row, err := m.Next()
			got := ""
			switch {
			case err != nil:
				got = "refused"
			case row.Fault != nil:
				got = row.Fault.Rule
			}
			if got != c.rule {
				t.Errorf("got %q, want %q: %v", got, c.rule, err)
			}
		})
	}
}

func TestRecognise(t *testing.T) {
	cases := []struct {
		name, head string
		want       bool
	}{
		{"generic", generic21, true},
		{"comment_first", "<?xml version='1.0'?>\n<!-- a > b -->\n" + specific21, true},
		{"structure", `<mes:Structure xmlns:mes="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message">`, true},
		{"mark", "\ufeff" + specific30, true},
		{"document_type", `<!DOCTYPE x [<!ENTITY a "b">]>` + generic21, true},
		{"html", "<!doctype html><html>sdmx.org/resources/sdmxml</html>", false},
		{"other_xml", `<feed xmlns="http://www.w3.org/2005/Atom">`, false},
		{"csv", "DATAFLOW,FREQ", false},
		{"empty", "", false},
		{"cut", "<", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Recognise([]byte(c.head), "x.csv"); got != c.want {
				t.Errorf("Recognise(%q) = %v", c.head, got)
			}
		})
	}
}

// TestKnownStructure takes dimensions and their order from a structure message.
func TestKnownStructure(t *testing.T) {
	_, known, err := Structures(strings.NewReader(structureMessage))
	if err != nil {
		t.Fatal(err)
	}
	message := specific21 + `<m:Header><m:Structure structureID="S"><c:Structure><Ref agencyID="X" id="D" version="1.0"/></c:Structure></m:Structure></m:Header>` +
		`<m:DataSet ss:structureRef="S"><Series UNIT="u" GEO="IT" FREQ="A" OTHER="o"><Obs TIME_PERIOD="2024" OBS_VALUE="1"/></Series>` + specificEnd
	m, err := OpenWith(strings.NewReader(message), known)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range m.Columns() {
		names = append(names, c.Name)
	}
	if diff := cmp.Diff("FREQ GEO UNIT TIME_PERIOD OBS_VALUE OTHER", strings.Join(names, " ")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// rowsByName reads all rows, cells by the names of their columns, empty ones
// left out.
func rowsByName(t testing.TB, s format.Source) []map[string]string {
	t.Helper()
	var out []map[string]string
	for {
		r, err := s.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil || r.Cells == nil {
			t.Fatalf("row %+v: %v", r, err)
		}
		row := map[string]string{}
		for i, c := range s.Columns() {
			if r.Cells[i] != "" {
				row[c.Name] = strings.Clone(r.Cells[i])
			}
		}
		out = append(out, row)
	}
}

// keys of a row in order.
func keys(row map[string]string) []string {
	out := slices.Sorted(maps.Keys(row))
	return slices.DeleteFunc(out, func(k string) bool { return k == "DATAFLOW" })
}

// rowText is all cells of a row.
func rowText(row map[string]string) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(row)) {
		parts = append(parts, k+"="+row[k])
	}
	return strings.Join(parts, " ")
}

// sorted orders rows by all their cells.
func sorted(rows []map[string]string) []map[string]string {
	slices.SortFunc(rows, func(a, b map[string]string) int { return strings.Compare(rowText(a), rowText(b)) })
	return rows
}

func FuzzRead(f *testing.F) {
	for _, c := range append(slices.Clone(readCases), refusedCases...) {
		f.Add([]byte(c.message))
	}
	f.Add([]byte(structureMessage))
	f.Fuzz(func(t *testing.T, data []byte) {
		first := read(t, string(data))
		if strings.HasPrefix(first, "error ") || strings.Contains(first, "\nerror ") {
			t.Errorf("an error that is no refusal: %s", first)
		}
		if second := read(t, string(data)); first != second {
			t.Errorf("read twice: %s\nand %s", first, second)
		}
		_, _ = ReadDefinitions(bytes.NewReader(data))
		Recognise(data, "")
	})
}
