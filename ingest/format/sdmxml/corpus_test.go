package sdmxml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/ingest/format"
	"fabbisogno/ingest/format/sdmx"
	"fabbisogno/ingest/format/sdmxcsv"

	"github.com/google/go-cmp/cmp"
)

// corpus is the folder of recorded files, or the test is skipped.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FABBISOGNO_CORPUS")
	if dir == "" {
		t.Skip("FABBISOGNO_CORPUS is not set: no recorded files to read")
	}
	return filepath.Join(dir, "real")
}

// corpusFile is what a recorded file must give. Rows are the <Obs> elements that
// grep counts in it. Cells were read by eye in the raw file; every cell of the row
// stands in them, DATAFLOW too. No recorded file has rows set aside or skipped.
type corpusFile struct {
	path    string
	rows    int
	number  int
	cells   string
	refused string // rule
}

const (
	ng  = "COLL_METHOD=Average of observations through period CONF_STATUS_OBS=F CURRENCY=GBP CURRENCY_DENOM=EUR DECIMALS=5 EXR_TYPE=SP00 EXR_VAR=E FREQ=M OBS_STATUS=A OBS_VALUE="
	ng2 = " TITLE=ECB reference exchange rate, U.K. Pound sterling /Euro UNIT_MEASURE=GBP UNIT_MULT=0"
)

var corpusFiles = []corpusFile{
	{"eurostat/sdmx-ml/NAMA_10_GDP-ss.xml", 4, 3, "DATAFLOW=ESTAT:NAMA_10_GDP(1.0) OBS_VALUE=51791.3 TIME_PERIOD=2014 freq=A geo=LU na_item=B1GQ unit=CP_MEUR", ""},
	{"eurostat/sdmx-ml/demography-xs.xml", 60, 20, "COUNTRY=BE DEMO=LBIRTHST FREQ=A OBS_STATUS=M SEX=M TIME_PERIOD=2009 UNIT_MEASURE=PERS UNIT_MULT=0", ""},
	{"istat/sdmx-ml/22_289.xml", 8, 4, "AGE=TOTAL DATAFLOW=IT1:22_289(1.0) DATA_TYPE=JAN FREQ=A MARITAL_STATUS=99 OBS_STATUS=e OBS_VALUE=28747417 REF_AREA=IT SEX=1 TIME_PERIOD=2022", ""},
	{"istat/sdmx-ml/recorded_2026-05-18_data_47_850_generic.xml", 22, 2,
		"DATAFLOW=IT1:47_850(1.0) DATA_TYPE=AUTP FREQ=A HOLDER_SECTOR_PUBPRIV=1 OBS_VALUE=20 REF_AREA=001001 TIME_PERIOD=2014 TYPE_MANAGEMENT=ALL TYPE_SOCIO_EDUC_SERVICE=ALL", ""},
	{"sdmx-generic/ecb_exr/M.USD.EUR.SP00.A.xml", 252, 3, "COLLECTION=A CURRENCY=USD CURRENCY_DENOM=EUR DECIMALS=4 EXR_SUFFIX=A EXR_TYPE=SP00 FREQ=M OBS_STATUS=A OBS_VALUE=1.088295652173913 SOURCE_AGENCY=4F0 " +
		"TIME_FORMAT=P1M TIME_PERIOD=1999-03 TITLE=US dollar/Euro TITLE_COMPL=ECB reference exchange rate, US dollar/Euro, 2:15 pm (C.E.T.) UNIT=USD UNIT_MULT=0", ""},
	{"sdmx-generic/ecb_exr/ng-flat-ss.xml", 12, 4, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/ecb_exr/ng-flat.xml", 12, 4, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/ecb_exr/ng-ts-ss.xml", 12, 5, ng + "0.83987 TIME_PERIOD=2010-09" + ng2, ""},
	{"sdmx-generic/ecb_exr/ng-ts.xml", 12, 4, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/ecb_exr/ng-xs-ss.xml", 12, 3, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/ecb_exr/ng-xs.xml", 12, 2, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/ecb_exr/rg-ts.xml", 12, 4, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/ecb_exr/sg-ts.xml", 12, 4, ng + "0.82363 TIME_PERIOD=2010-08" + ng2, ""},
	{"sdmx-generic/sdmx-2.0-legacy/compact_2.0.xml", 6, 2, "FREQUENCY=Q INDICATOR=RGDP_INDEX LOCATION=AUS OBS_VALUE=100.2 POWERCODE=0 TIME_FORMAT=P3M TIME_PERIOD=2007-Q2 UNIT=IDX", ""},
	{"sdmx-generic/sdmx-2.0-legacy/compact_nullobs_2.0.xml", 6, 4, "FREQUENCY=Q INDICATOR=RHHGDI LOCATION=BEL OBS_VALUE=-0.73 POWERCODE=0 TIME_FORMAT=P3M TIME_PERIOD=2007-Q2 UNIT=GRWH", ""},
	{"sdmx-generic/sdmx-2.0-legacy/generic_2.1.xml", 4, 3, "FOS07=FOS1 FREQ=A GEO=BE OBS_VALUE=43.75 TIME_PERIOD=2009 UNIT=PC Y_GRAD=Y_GE1990", ""},
	{"sdmx-generic/sdmx-2.0-legacy/generic_eurostat_2.0.xml", 2, 2, "ENTERPR=YHE FREQ=A GEO=PL NACE_R2=M OBS_VALUE=18.0 REASON=ECO TIME_PERIOD=2009 UNIT=PC", ""},
	{"sdmx-generic/sdmx-2.0-legacy/structure_specific_data_2.1.xml", 106, 3,
		"COUNTERPART_AREA=_Z DATA_DOMAIN=UEM FREQ=Q INDICATOR=LU_PE_NUM OBS_STATUS=A OBS_VALUE=2196 REF_AREA=ES TIME_FORMAT=P3M TIME_PERIOD=2002-Q3 UNIT_MULT=3", ""},
	{"sdmx-generic/sdmx-ml-3.0/ECB_EXR0.xml", 116, 22, "COLLECTION=E CURRENCY=CAD CURRENCY_DENOM=EUR DATAFLOW=ECB:EXR(1.0) DECIMALS=4 EXR_SUFFIX=E EXR_TYPE=SP00 FREQ=A OBS_STATUS=A OBS_VALUE=1.4608 SOURCE_AGENCY=4F0 " +
		"TIME_FORMAT=P1Y TIME_PERIOD=1999 TITLE=Canadian dollar/Euro TITLE_COMPL=ECB reference exchange rate, Canadian dollar/Euro, 2:15 pm (C.E.T.) UNIT=CAD UNIT_MULT=0", ""},

	{"eurostat/sdmx-ml/CL_FREQ.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/GOV_10Q_GGNFA.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/HCL_WSTATUS_SCL_BNSPART.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/HCL_WSTATUS_SCL_WSTATUSPR.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/apro_mk_cola-structure.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/dataflow-lfsa_egan.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/demography-structure.xml", 0, 0, "", "structure"},
	{"eurostat/sdmx-ml/footer.xml", 0, 0, "", "no-data"},
	{"eurostat/sdmx-ml/footer2.xml", 0, 0, "", "no-data"},
	{"istat/sdmx-ml/22_289-structure.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/actualconstraint-0.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/availableconstraint_115_333.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/guida-api-istat/CL_FREQ.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/guida-api-istat/DCIS_INCIDMORFER_COM.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/guida-api-istat/DCIS_POPRES1_datastructure.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/guida-api-istat/availableconstraint_41_983.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/guida-api-istat/dataflow_all_legacy.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/metadataflow-0.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/metadatastructure-0.xml", 0, 0, "", "structure"},
	{"istat/sdmx-ml/recorded_2026-05-18_dataflow_47_850_references_datastructure.xml", 0, 0, "", "structure"},
	{"sdmx-generic/ecb_exr/ng-structure.xml", 0, 0, "", "structure"},
	{"sdmx-generic/sdmx-2.0-legacy/cross_sectional_2.0.xml", 0, 0, "", "type"},
	{"sdmx-generic/sdmx-2.0-legacy/utility_2.0.xml", 0, 0, "", "type"},
	{"sdmx-generic/sdmx-ml-3.0/codelist.xml", 0, 0, "", "structure"},
}

func TestCorpus(t *testing.T) {
	dir := corpus(t)
	listed := map[string]bool{}
	for _, c := range corpusFiles {
		listed[c.path] = true
		t.Run(c.path, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, c.path))
			if err != nil {
				t.Fatal(err)
			}
			if !Recognise(text[:min(len(text), 4096)], c.path) {
				t.Error("not recognised")
			}
			m, err := Open(bytes.NewReader(text))
			var refusal *format.Refusal
			if errors.As(err, &refusal) {
				if refusal.Rule != c.refused || refusal.Hint == "" {
					t.Errorf("refused by %s: %v", refusal.Rule, err)
				}
				return
			}
			if err != nil || c.refused != "" {
				t.Fatalf("error %v, want a refusal by %q", err, c.refused)
			}
			rows := rowsByName(t, m)
			if len(rows) != c.rows {
				t.Errorf("%d rows, want %d", len(rows), c.rows)
			}
			if diff := cmp.Diff(c.cells, rowText(rows[c.number-1])); diff != "" {
				t.Errorf("row %d (-want +got):\n%s", c.number, diff)
			}
		})
	}
	for _, folder := range []string{"eurostat/sdmx-ml", "istat/sdmx-ml", "sdmx-generic"} {
		err := fs.WalkDir(os.DirFS(dir), folder, func(path string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".xml") && !listed[path] {
				t.Errorf("%s is not in the table above", path)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func open(t testing.TB, path ...string) format.Source {
	t.Helper()
	f, err := os.Open(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	m, err := Open(f)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestCorpusPairs reads the same data in several encodings.
func TestCorpusPairs(t *testing.T) {
	dir := filepath.Join(corpus(t), "sdmx-generic", "ecb_exr")
	want := sorted(rowsByName(t, open(t, dir, "ng-ts.xml")))
	for _, name := range []string{"ng-ts-ss", "ng-flat", "ng-flat-ss", "ng-xs", "ng-xs-ss", "sg-ts", "rg-ts"} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, sorted(rowsByName(t, open(t, dir, name+".xml")))); diff != "" {
				t.Errorf("ng-ts and %s (-ng-ts +this):\n%s", name, diff)
			}
		})
	}
}

// TestCorpusCSV writes a recorded CSV of ISTAT in each encoding and reads it back.
func TestCorpusCSV(t *testing.T) {
	for _, name := range []string{"istat_ipi_2026-08.csv", "demi/29_849_DF_DCIS_ACQCITIZ_1.csv", "guida-api-istat/filtro_esempio02.csv"} {
		rows := csvRows(t, filepath.Join(corpus(t), "istat", "sdmx-csv", name))
		for _, e := range encodings {
			t.Run(name+"/"+e.name, func(t *testing.T) {
				m, err := Open(strings.NewReader(e.write(rows)))
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(rows, rowsByName(t, m)); diff != "" {
					t.Errorf("(-CSV +XML):\n%s", diff)
				}
			})
		}
	}
}

func csvRows(t testing.TB, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := sdmxcsv.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	return rowsByName(t, table)
}

// encodings write rows, each as a series of its own where there are series.
var encodings = []struct {
	name  string
	write func(rows []map[string]string) string
}{
	{"generic", func(rows []map[string]string) string {
		var b strings.Builder
		b.WriteString(generic21 + headOf(rows) + `<m:DataSet structureRef="S">`)
		for _, row := range rows {
			b.WriteString(`<g:Series><g:SeriesKey>`)
			for _, name := range keys(row) {
				if name != "TIME_PERIOD" && name != "OBS_VALUE" && !isKnownAttribute(name) {
					b.WriteString(element("g:Value", "id", name, "value", row[name]))
				}
			}
			b.WriteString(`</g:SeriesKey><g:Obs>` + element("g:ObsDimension", "value", row["TIME_PERIOD"]) + element("g:ObsValue", "value", row["OBS_VALUE"]) + `<g:Attributes>`)
			for _, name := range keys(row) {
				if isKnownAttribute(name) {
					b.WriteString(element("g:Value", "id", name, "value", row[name]))
				}
			}
			b.WriteString(`</g:Attributes></g:Obs></g:Series>`)
		}
		return b.String() + genericEnd
	}},
	{"structure_specific", func(rows []map[string]string) string {
		var b strings.Builder
		b.WriteString(specific21 + headOf(rows) + `<m:DataSet ss:structureRef="S">`)
		for _, row := range rows {
			var series, obs []string
			for _, name := range keys(row) {
				if name == "TIME_PERIOD" || name == "OBS_VALUE" || isKnownAttribute(name) {
					obs = append(obs, name, row[name])
				} else {
					series = append(series, name, row[name])
				}
			}
			b.WriteString(strings.TrimSuffix(element("Series", series...), "/>") + ">" + element("Obs", obs...) + "</Series>")
		}
		return b.String() + specificEnd
	}},
	{"flat", func(rows []map[string]string) string {
		var b strings.Builder
		b.WriteString(specific21 + headOf(rows) + `<m:DataSet ss:structureRef="S">`)
		for _, row := range rows {
			var cells []string
			for _, name := range keys(row) {
				cells = append(cells, name, row[name])
			}
			b.WriteString(element("Obs", cells...) + "\n")
		}
		return b.String() + specificEnd
	}},
}

func headOf(rows []map[string]string) string {
	flow, _ := strings.CutSuffix(rows[0]["DATAFLOW"], ")")
	agency, rest, _ := strings.Cut(flow, ":")
	id, version, _ := strings.Cut(rest, "(")
	return `<m:Header><m:Structure structureID="S"><c:StructureUsage>` + element("Ref", "agencyID", agency, "id", id, "version", version) + `</c:StructureUsage></m:Structure></m:Header>`
}

func element(name string, attrs ...string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for i := 0; i < len(attrs); i += 2 {
		b.WriteString(" " + attrs[i] + `="`)
		_ = xml.EscapeText(&b, []byte(attrs[i+1])) // a strings.Builder does not fail
		b.WriteString(`"`)
	}
	return b.String() + "/>"
}

// TestMutations damages a recorded message in hundreds of ways. Nothing may panic
// or hang; unless the file is refused every <Obs> of it is a row.
func TestMutations(t *testing.T) {
	dir := corpus(t)
	for _, path := range []string{"istat/sdmx-ml/22_289.xml", "istat/sdmx-ml/recorded_2026-05-18_data_47_850_generic.xml", "sdmx-generic/ecb_exr/rg-ts.xml"} {
		t.Run(path, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			rng := rand.New(rand.NewPCG(3, 9))
			refused, aside, whole := 0, 0, 0
			for range 500 {
				damaged := mutate(rng, text)
				rows, faults, err := drain(damaged)
				var refusal *format.Refusal
				switch {
				case errors.As(err, &refusal):
					refused++
					continue
				case err != nil:
					t.Fatalf("error %v, which is no refusal, in\n%s", err, damaged)
				case faults > 0:
					aside++
				default:
					whole++
				}
				if n := observations(damaged); n != rows {
					t.Fatalf("%d rows of %d observations in\n%s", rows, n, damaged)
				}
			}
			t.Logf("500 mutations: %d refused, %d with rows set aside, %d read whole", refused, aside, whole)
			if refused == 0 || aside == 0 || whole == 0 {
				t.Error("the mutations do not reach the outcomes")
			}
		})
	}
}

func drain(message []byte) (rows, faults int, err error) {
	m, err := Open(bytes.NewReader(message))
	if err != nil {
		return 0, 0, err
	}
	for {
		r, err := m.Next()
		if errors.Is(err, io.EOF) {
			return rows, faults, nil
		}
		if err != nil {
			return rows, faults, err
		}
		rows++
		if r.Fault != nil {
			faults++
		}
	}
}

// observations counts by another way than the reader's: Token resolves and matches.
func observations(message []byte) (n int) {
	d := xml.NewDecoder(bytes.NewReader(message))
	for {
		token, err := d.Token()
		if err != nil {
			return n
		}
		if x, ok := token.(xml.StartElement); ok && x.Name.Local == "Obs" {
			n++
		}
	}
}

// mutate changes, inserts, deletes or repeats bytes.
func mutate(rng *rand.Rand, text []byte) []byte {
	out := bytes.Clone(text)
	for range 1 + rng.IntN(3) {
		at := rng.IntN(len(out))
		end := min(at+rng.IntN(60), len(out))
		switch rng.IntN(6) {
		case 0:
			out[at] = byte(rng.IntN(256))
		case 1:
			special := []byte("<>\"'&/= \x00\xffA9:")
			out = append(out[:at:at], append([]byte{special[rng.IntN(len(special))]}, out[at:]...)...)
		case 2:
			out[at] ^= 1 << rng.IntN(8)
		case 3:
			out = append(out[:at:at], out[end:]...)
		case 4: // after a quotation mark: into a value, or between attributes
			if i := bytes.IndexByte(out[at:], '"'); i >= 0 {
				at += i + 1
			}
			special := []string{"&#xD800;", "&#x202E;", " OBS_VALUE=\"1\"", " value=\"1\"", "&amp;", "NaN"}
			out = append(out[:at:at], append([]byte(special[rng.IntN(len(special))]), out[at:]...)...)
		case 5:
			out = append(out[:end:end], append(bytes.Clone(out[at:end]), out[end:]...)...)
		}
	}
	return out
}

// TestCorpusStructures counts what structure messages define; the counts are
// those of grep, the cells were read by eye.
func TestCorpusStructures(t *testing.T) {
	dir := corpus(t)
	cases := []struct{ path, want string }{
		{"istat/sdmx-ml/guida-api-istat/CL_FREQ.xml", "list IT1:CL_FREQ(1.0) 8 A annuale/annual"},
		{"istat/sdmx-ml/22_289-structure.xml", "structure IT1:DCIS_POPRES1(1.0) FREQ.REF_AREA.DATA_TYPE.SEX.AGE.MARITAL_STATUS TIME_PERIOD 10"},
		{"istat/sdmx-ml/guida-api-istat/DCIS_POPRES1_datastructure.xml", "structure IT1:DCIS_POPRES1(1.3) FREQ.ETA.ITTER107.SESSO.STATO_CIV.TIPO_INDDEM TIME_PERIOD 9"},
		{"istat/sdmx-ml/recorded_2026-05-18_dataflow_47_850_references_datastructure.xml",
			"structure IT1:DCIS_SERVSOCEDU1(1.0) FREQ.REF_AREA.DATA_TYPE.TYPE_SOCIO_EDUC_SERVICE.TYPE_MANAGEMENT.HOLDER_SECTOR_PUBPRIV TIME_PERIOD 11\nflows 1 IT1:47_850(1.0) IT1:DCIS_SERVSOCEDU1(1.0)"},
		{"istat/sdmx-ml/guida-api-istat/dataflow_all_legacy.xml", "flows 456 IT1:101_1015(1.2) IT1:DCSP_COLTIVAZIONI(1.2)"},
		{"istat/sdmx-ml/actualconstraint-0.xml", "constraint IT1:92_143(1.0) -1 13 95"},
		{"istat/sdmx-ml/availableconstraint_115_333.xml", "constraint IT1:115_333(1.0) 187956 1 342"},
		{"istat/sdmx-ml/guida-api-istat/availableconstraint_41_983.xml", "constraint IT1:41_983(1.0) 435951 4 8547"},
		{"eurostat/sdmx-ml/dataflow-lfsa_egan.xml", "list ESTAT:SEX(1.13) 7 T /Total\nlist ESTAT:GEO(28.0) 37 EU27_2020 /European Union - 27 countries (from 2020)\n" +
			"structure ESTAT:LFSA_EGAN(54.0) freq.unit.sex.age.citizen.geo TIME_PERIOD 2\nflows 1 ESTAT:LFSA_EGAN(1.0) ESTAT:LFSA_EGAN(54.0)"},
		{"sdmx-generic/sdmx-ml-3.0/codelist.xml", "list SDMX:CL_AGE(1.0) 5 Y /Year(s)"},
		{"istat/sdmx-ml/metadataflow-0.xml", ""},
	}
	for _, c := range cases {
		t.Run(c.path, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, c.path))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			d, err := ReadDefinitions(f)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, summary(d)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func summary(d *sdmx.Definitions) string {
	var lines []string
	for _, l := range d.CodeLists {
		lines = append(lines, fmt.Sprintf("list %s %d %s %s/%s", l, len(l.Codes), l.Codes[0].ID, l.Codes[0].Labels["it"], l.Codes[0].Labels["en"]))
	}
	for _, s := range d.Structures {
		var dims []string
		for _, c := range s.Dimensions {
			dims = append(dims, c.ID)
		}
		lines = append(lines, fmt.Sprintf("structure %s %s %s %d", s, strings.Join(dims, "."), s.Time, len(s.Attributes)))
	}
	if n := len(d.Flows); n > 0 {
		lines = append(lines, fmt.Sprintf("flows %d %s %s", n, d.Flows[0], d.Flows[0].Structure))
	}
	for _, c := range d.Constraints {
		n := 0
		for _, k := range c.Regions[0].Keys {
			n += len(k.Codes)
		}
		lines = append(lines, fmt.Sprintf("constraint %s %d %d %d", strings.Join(c.For, ","), c.Observations, len(c.Regions[0].Keys), n))
	}
	return strings.Join(lines, "\n")
}
