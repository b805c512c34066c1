package ingest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// seed is a sound file that the mutation test damages.
type seed struct {
	name string // of the file, as its publisher would name it
	text []byte // before it is packed
	pack func(testing.TB, []byte) []byte
	// form says what belongs to the syntax of the text, see skeleton.
	form form
}

// bytes of the file.
func (s seed) bytes(t testing.TB) []byte {
	if s.pack == nil {
		return s.text
	}
	return s.pack(t, s.text)
}

// cube is a small table of invented values that every format can write.
type cube struct {
	agency, flow string
	dims         []string
	keys         [][]string // codes by series, in the order of dims
	labels       map[string]string
	periods      []string
	flagColumn   string
}

var cubes = []cube{
	{"IT1", "534_1038", []string{"FREQ", "REF_AREA", "DATA_TYPE", "ADJUSTMENT", "EMPLOYESS_CLASS", "ECON_ACTIVITY_NACE_2007"},
		[][]string{{"Q", "IT", "JVC", "Y", "W_GE1", "F"}, {"Q", "IT", "JVC", "Y", "W_GE1", "C"}, {"Q", "IT", "JVC", "Y", "W_GE1", "0013"}},
		map[string]string{"F": "costruzioni", "C": "attività manifatturiere", "0013": "servizi di mercato", "IT": "Italia", "Q": "trimestrale"},
		[]string{"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"}, "OBS_STATUS"},
	{"ESTAT", "JVS_Q_R21", []string{"freq", "s_adj", "nace_r2_1", "sizeclas", "indic_em", "geo"},
		[][]string{{"Q", "NSA", "B-T", "TOTAL", "JVR", "IT"}, {"Q", "NSA", "F", "TOTAL", "JVR", "IT"}, {"Q", "NSA", "G", "TOTAL", "JVR", "IT"}},
		map[string]string{"F": "Construction", "G": "Trade", "IT": "Italy"},
		[]string{"2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"}, "OBS_FLAG"},
	{"IT1", "150_875", []string{"FREQ", "REF_AREA", "DATA_TYPE", "ADJUSTMENT", "SEX", "AGE", "POSIZ_PROF", "PERM_TEMP_EMPLOYEES", "EDITION"},
		[][]string{{"M", "IT", "EMP", "Y", "9", "Y15-89", "9", "9", "2022M2G1"}, {"M", "IT", "EMP", "Y", "9", "Y15-89", "9", "9", "2022M11G3"}},
		map[string]string{"IT": "Italia", "9": "totale"},
		[]string{"2021-10", "2021-11", "2021-12"}, "OBS_STATUS"},
	{"IT1", "29_348", []string{"FREQ", "REF_AREA", "DATA_TYPE", "SEX", "MOSTREL_CCITENSHIP", "TYPE_RES_PERMIT_REASON", "TYPE_RES_PERMIT", "AGE", "MARITAL_STATUS"},
		[][]string{{"A", "IT", "RESPER", "9", "PK", "ALL", "TOTAL", "TOTAL", "99"}, {"A", "ITC1", "RESPER", "1", "NA", "ALL", "TOTAL", "TOTAL", "99"}, {"A", "ITD3", "RESPER", "2", "IN", "ALL", "TOTAL", "TOTAL", "99"}},
		map[string]string{"PK": "Pakistan", "NA": "Namibia", "IN": "India"},
		[]string{"2019", "2020", "2021"}, "OBS_STATUS"},
}

// value of a cell: whole numbers fit every unit.
func (c cube) value(series, period int) string { return fmt.Sprint(3 + 10*series + 2*period) }

// flag of a cell: the last period is provisional.
func (c cube) flag(period int) string {
	if period == len(c.periods)-1 {
		return "p"
	}
	return ""
}

// each gives the cells in order.
func (c cube) each(see func(series, period int)) {
	for s := range c.keys {
		for p := range c.periods {
			see(s, p)
		}
	}
}

func (c cube) urn() string { return fmt.Sprintf("%s:%s(1.0)", c.agency, c.flow) }

const dotStat = `"ITTER107","Territory","TIPO_DATO_FOL","Data type","SEXISTAT1","Gender","ETA1","Age class","TITOLO_STUDIO","Education","CITTADINANZA","Citizenship","TIME","Select time","Value","Flag Codes","Flags"
"IT","Italy","EMP_R","employment rate","9","total","Y15-64","15-64 years","99","total","FRG","foreign","2019","2019",61.2,,
"IT","Italy","EMP_R","employment rate","9","total","Y15-64","15-64 years","99","total","FRG","foreign","2019-Q1","Q1-2019",60.1,"p","provisional"
"IT","Italy","EMP_R","employment rate","1","males","Y15-64","15-64 years","99","total","ITL","Italian","2019-Q1","Q1-2019",67.5,,
"IT","Italy","EMP_R","employment rate","2","females","Y15-64","15-64 years","99","total","ITL","Italian","2019-Q1","Q1-2019",49.5,,
`

const publishedSeed = `id,period,territory,citizenship,COUNTERPART,sector_group,sector_label,OCCUPATION_LABEL,sex,EMPLOYESS_CLASS,CHANNEL,REF,measure,unit,value,status,source,source_url,published_on,derived,note
x-1,2022,IT,,,TOTAL,Totale,,,,total,one,entry_quota_persons,persons,69700,,"A dossier, 2024",https://example.invalid/a,,,
x-2,2023,IT,,,TOTAL,Totale,,,,total,one,entry_quota_persons,persons,82705,,"A dossier, 2024",https://example.invalid/a,,,
x-3,2022,IT,,,TOTAL,Totale,,,,total,two,applications_count,applications,209839,,Another,https://example.invalid/b,2024-05-30,,
`

const workbookSeed = `Lavoratori previsti in entrata, difficoltà di reperimento, per settore di attività - Italia - maggio 2025

Settore | Entrate previste | di difficile reperimento: Totale | per mancanza di candidati | per preparazione inadeguata | Immigrati (%)
TOTALE | 1000 | 45.5 | 30.2 | 13 | 20.1
Costruzioni | 400 | 50 | 25 | 12.5 | 10
Commercio | 600 | "1,5" | "-" | 11 | 12.5

Fonte: Unioncamere
`

const workbookSeed2 = `Lavoratori previsti in entrata dalle imprese per regione e settore di attività - maggio 2025

Regione | Industria | Costruzioni | Commercio
Italia | 1000 | 200 | 300
Piemonte | 100 | 20 | "1.030"
Veneto | 90 | 15 | 25
`

// ownSeeds are files of invented values in all formats that are read.
func ownSeeds(t testing.TB) []seed {
	t.Helper()
	var out []seed
	add := func(name string, text []byte, f form, pack func(testing.TB, []byte) []byte) {
		out = append(out, seed{name, text, pack, f})
	}
	for _, c := range cubes {
		named := fmt.Sprintf("Dati (%s,%s,1.0)", c.agency, c.flow)
		add(named+".csv", c.sdmxCSV(), commas, nil)
		add(named+" labels.csv", c.sdmxCSVLabels(), commas, nil)
		add(named+" 2.csv", c.sdmxCSV2("STRUCTURE", ",", false), commas, nil)
		for _, encode := range sdmxMLForms {
			add(c.flow+".xml", encode(c), xmlForm, nil)
		}
		add(c.flow+".json", c.sdmxJSON(1), jsonForm, nil)
		add(c.flow+".json", c.sdmxJSON(2), jsonForm, nil)
	}
	it, eu := cubes[0], cubes[1]
	add("x.csv.gz", it.sdmxCSV(), commas, func(t testing.TB, b []byte) []byte { return gzipped(t, b) })
	add("x.csv", it.sdmxCSV(), commas, func(_ testing.TB, b []byte) []byte { return utf16Bytes(b, false) })
	add("x.csv", []byte(strings.ReplaceAll(string(it.sdmxCSV()), "\n", "\r\n")), commas, nil)
	add("x.csv", it.sdmxCSV2("STRUCTURE[|]", ";", true), semicolons, nil)
	add("x.xml.gz", sdmxMLForms[1](it), xmlForm, func(t testing.TB, b []byte) []byte { return gzipped(t, b) })
	add("estat_jvs_q_r21.tsv", eu.tsv(false), tabs, nil)
	add("estat_jvs_q_r21.tsv.gz", eu.tsv(false), tabs, func(t testing.TB, b []byte) []byte { return gzipped(t, b) })
	add("estat_jvs_q_r21.tsv", eu.tsv(true), tabs, nil)
	add("534_1038_DF_DCSC_POSTIVAC_2_1.csv", it.browser(), browserForm, nil)
	add("29_348_DF_DCIS_PERMSOGG1_1.csv", cubes[3].browser(), browserForm, nil)
	add("DCCV_TAXOCCU1_12012025110922125.csv", []byte(dotStat), commas, nil)
	for _, form := range []string{"list", "object", "version 1"} {
		add("JVS_Q_R21.json", eu.jsonStat(form), jsonForm, nil)
	}
	add("published_quota_outcomes.csv", []byte(publishedSeed), commas, nil)
	add("tassi.csv", []byte(tidySeed), semicolons, nil)
	for _, grid := range []string{workbookSeed, workbookSeed2} {
		add("x.xlsx", []byte(sheetXML(t, grid)), xmlForm, packSheet)
	}
	add("jvs_q_r21__custom_1_spreadsheet.xlsx", []byte(sheetXML(t, browserSheet)), xmlForm, packBrowser)
	return out
}

// tidySeed is of a table that the overlay declares, with decimal commas.
const tidySeed = `anno;taocc;disoccupazione;
2019;59,1;9,9;
2020;58,2;9,3;
2021;58,2;9,5;
2022;60,1;8,1;
2023;61,5;7,6;
`

// browserSheet is a slice of Eurostat's data browser; its workbook has two sheets more.
const browserSheet = `Data extracted on 31/12/2024 13:32:49 from [ESTAT]
Dataset: | Job vacancies [jvs_q_r21__custom_1]
Last updated: | 12/12/2024 23:00

Time frequency | | Quarterly
Seasonal adjustment | | None
Size | | Total
Indicator | | Rate
Country | | Italy

TIME | 2024-Q1 | | 2024-Q2 |
NACE_R2_1 (Labels) | | | |
Manufacturing | 2.1 | p | 2.3 |
Construction | 1.5 | | : | c

Special value
: | not available
`

const browserStructure = `Structure
 | Dimension | | Position
 | Code | Label | Code | Label
 | FREQ | Time frequency | Q | Quarterly
 | S_ADJ | Seasonal adjustment | NSA | None
 | NACE_R2_1 | Activity | C | Manufacturing
 | NACE_R2_1 | Activity | F | Construction
 | SIZECLAS | Size | TOTAL | Total
 | INDIC_EM | Indicator | JVR | Rate
 | GEO | Country | IT | Italy
`

// packBrowser makes a workbook of Eurostat's data browser around its slice.
func packBrowser(t testing.TB, sheet []byte) []byte {
	return packAs(t, sheet, []txtar.File{{Name: "sheet Summary", Data: []byte("Job vacancies [jvs_q_r21]\n")},
		{Name: "sheet Structure", Data: []byte(browserStructure)}, {Name: "sheet Sheet 1"}})
}

// packSheet makes a workbook of the XML of its one sheet.
func packSheet(t testing.TB, sheet []byte) []byte {
	return packAs(t, sheet, []txtar.File{{Name: "sheet Tav1"}})
}

// packAs makes a workbook whose last sheet has the XML as it is.
func packAs(t testing.TB, sheet []byte, sheets []txtar.File) []byte {
	entries := workbookEntries(t, sheets)
	for i := range entries {
		if entries[i].name == fmt.Sprintf("xl/worksheets/sheet%d.xml", len(sheets)) {
			entries[i].text = sheet
		}
	}
	return zipOf(t, entries, nil)
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// sdmxMLForms write the cube as SDMX-ML: generic and structure-specific 2.1,
// generic and compact 2.0, 3.0.
var sdmxMLForms = []func(cube) []byte{
	func(c cube) []byte {
		return c.xml(`<m:GenericData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:g="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">`+c.head21(), `<m:DataSet structureRef="S">`,
			func(key string) string { return `<g:Series><g:SeriesKey>` + key + `</g:SeriesKey>` },
			`<g:Value id="%s" value="%s"/>`,
			`<g:Obs><g:ObsDimension value="%s"/><g:ObsValue value="%s"/>`, `<g:Attributes><g:Value id="%s" value="%s"/></g:Attributes>`, `</g:Obs>`, `</g:Series>`, `</m:DataSet></m:GenericData>`)
	},
	func(c cube) []byte {
		return c.xml(`<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common">`+c.head21(), `<m:DataSet ss:structureRef="S">`,
			func(key string) string { return `<Series` + key + `>` }, ` %s="%s"`, `<Obs TIME_PERIOD="%s" OBS_VALUE="%s"`, ` %s="%s"`, `/>`, `</Series>`, `</m:DataSet></m:StructureSpecificData>`)
	},
	func(c cube) []byte {
		return c.xml(`<GenericData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message" xmlns:g="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/generic"><Header><ID>x</ID></Header>`, `<DataSet><g:KeyFamilyRef>K</g:KeyFamilyRef>`,
			func(key string) string { return `<g:Series><g:SeriesKey>` + key + `</g:SeriesKey>` }, `<g:Value concept="%s" value="%s"/>`,
			`<g:Obs><g:Time>%s</g:Time><g:ObsValue value="%s"/>`, `<g:Attributes><g:Value concept="%s" value="%s"/></g:Attributes>`, `</g:Obs>`, `</g:Series>`, `</DataSet></GenericData>`)
	},
	func(c cube) []byte {
		return c.xml(`<CompactData xmlns="http://www.SDMX.org/resources/SDMXML/schemas/v2_0/message" xmlns:o="urn:o"><Header><ID>x</ID></Header>`, fmt.Sprintf(`<o:DataSet dataflowID="%s" dataflowAgencyID="%s">`, c.flow, c.agency),
			func(key string) string { return `<o:Series` + key + `>` }, ` %s="%s"`, `<o:Obs TIME_PERIOD="%s" OBS_VALUE="%s"`, ` %s="%s"`, `/>`, `</o:Series>`, `</o:DataSet></CompactData>`)
	},
	func(c cube) []byte {
		return c.xml(`<m:StructureSpecificData xmlns:m="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message" xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific" xmlns:c="http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common">`+
			fmt.Sprintf(`<m:Header><m:ID>x</m:ID><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:StructureUsage>urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=%s:%s(1.0)</c:StructureUsage></m:Structure></m:Header>`, c.agency, c.flow), `<m:DataSet ss:structureRef="S">`,
			func(key string) string { return `<Series` + key + `>` }, ` %s="%s"`, `<Obs TIME_PERIOD="%s" OBS_VALUE="%s"`, ` %s="%s"`, `/>`, `</Series>`, `</m:DataSet></m:StructureSpecificData>`)
	},
}

func (c cube) head21() string {
	return fmt.Sprintf(`<m:Header><m:ID>x</m:ID><m:Structure structureID="S" dimensionAtObservation="TIME_PERIOD"><c:StructureUsage><Ref agencyID="%s" id="%s" version="1.0"/></c:StructureUsage></m:Structure></m:Header>`, c.agency, c.flow)
}

func (c cube) xml(head, set string, series func(key string) string, key, obs, attribute, obsEnd, seriesEnd, end string) []byte {
	var b strings.Builder
	b.WriteString(xmlHead + head + "\n" + set + "\n")
	for s, codes := range c.keys {
		var k strings.Builder
		for i, code := range codes {
			fmt.Fprintf(&k, key, c.dims[i], code)
		}
		b.WriteString(series(k.String()) + "\n")
		for p, period := range c.periods {
			fmt.Fprintf(&b, obs, period, c.value(s, p))
			if f := c.flag(p); f != "" {
				fmt.Fprintf(&b, attribute, c.flagColumn, f)
			}
			b.WriteString(obsEnd + "\n")
		}
		b.WriteString(seriesEnd + "\n")
	}
	b.WriteString(end + "\n")
	return []byte(b.String())
}

// codes of a dimension, each once.
func (c cube) codes(dim int) []string {
	var out []string
	for _, k := range c.keys {
		if !slices.Contains(out, k[dim]) {
			out = append(out, k[dim])
		}
	}
	return out
}

type object = map[string]any

func (c cube) sdmxJSON(version int) []byte {
	ids := func(codes []string) []object {
		var out []object
		for _, code := range codes {
			out = append(out, object{"id": code})
		}
		return out
	}
	var series []object
	for i, d := range c.dims {
		series = append(series, object{"id": d, "keyPosition": i, "values": ids(c.codes(i))})
	}
	rows := object{}
	for s, key := range c.keys {
		var at []string
		for i, code := range key {
			at = append(at, fmt.Sprint(slices.Index(c.codes(i), code)))
		}
		observations := object{}
		for p := range c.periods {
			cell := []any{json.Number(c.value(s, p))}
			if c.flag(p) != "" {
				cell = append(cell, 0)
			}
			observations[fmt.Sprint(p)] = cell
		}
		rows[strings.Join(at, ":")] = object{"observations": observations}
	}
	structure := object{
		"links":      []object{{"rel": "dataflow", "urn": fmt.Sprintf("urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=%s:%s(1.0)", c.agency, c.flow)}},
		"dimensions": object{"dataSet": []any{}, "series": series, "observation": []object{{"id": "TIME_PERIOD", "roles": []string{"TIME_PERIOD"}, "values": ids(c.periods)}}},
		"attributes": object{"dataSet": []any{}, "series": []any{}, "observation": []object{{"id": c.flagColumn, "values": ids([]string{"p"})}}},
	}
	sets := []object{{"action": "Information", "series": rows}}
	if version == 1 {
		return marshal(object{"header": object{"id": "x"}, "dataSets": sets, "structure": structure})
	}
	structure["measures"] = object{"observation": []object{{"id": "OBS_VALUE"}}}
	sets[0]["structure"] = 0
	return marshal(object{"meta": object{}, "data": object{"dataSets": sets, "structures": []object{structure}}})
}

func (c cube) jsonStat(form string) []byte {
	ids, sizes, dimension := append(slices.Clone(c.dims), "time"), []int{}, object{}
	for i, d := range c.dims {
		codes := c.codes(i)
		sizes = append(sizes, len(codes))
		dimension[d] = object{"category": object{"index": codes}}
	}
	index := object{}
	for i, p := range c.periods {
		index[p] = i
	}
	sizes = append(sizes, len(c.periods))
	dimension["time"] = object{"category": object{"index": index}}
	values, sparse, status := []any{}, object{}, object{}
	c.each(func(s, p int) { // the series differ in one dimension, so their order is the cube's
		n := json.Number(c.value(s, p))
		if c.flag(p) != "" {
			status[fmt.Sprint(len(values))] = c.flag(p)
		}
		sparse[fmt.Sprint(len(values))] = n
		values = append(values, n)
	})
	set := object{"version": "2.0", "class": "dataset", "id": ids, "size": sizes, "dimension": dimension, "value": values, "status": status,
		"extension": object{"id": c.flow, "agencyId": c.agency, "version": "1.0"}}
	switch form {
	case "object":
		set["value"] = sparse
	case "version 1":
		delete(set, "version")
		delete(set, "class")
		delete(set, "id")
		delete(set, "size")
		dimension["id"], dimension["size"] = ids, sizes
		return marshal(object{"dataset": set})
	}
	return marshal(set)
}

func marshal(v any) []byte {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return text
}

// realSeeds are small recorded files that load, when there is a corpus.
func realSeeds(t testing.TB, dir string, loads func(seed) bool) []seed {
	t.Helper()
	const most, largest = 16, 12 << 10
	forms := map[string]form{".xml": xmlForm, ".json": jsonForm, ".csv": commas, ".tsv": tabs}
	var out []seed
	err := filepath.WalkDir(filepath.Join(dir, "real"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || len(out) == most {
			return err
		}
		f, ok := forms[filepath.Ext(path)]
		info, err := d.Info()
		if !ok || err != nil || info.Size() > largest {
			return err
		}
		if strings.Contains(path, "databrowser-csv-it") {
			f = browserForm
		}
		s := seed{filepath.Base(path), readFile(t, path), nil, f}
		if loads(s) {
			out = append(out, s)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
