package benchmark

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"fabbisogno/datasets/codes"
)

// header of a data query of ISTAT's migration flow, with all its empty columns.
const header = "DATAFLOW,FREQ,REF_AREA,DATA_TYPE,CHANGE_OF_RESIDENCE,CITIZENSHIP,SEX,AGE,TERRITORY_NEXT_RESID,COUNTRY_PREV_RESID,COUNTRY_NEXT_RESID," +
	"TIME_PERIOD,OBS_VALUE,OBS_STATUS,NOTE_DS,NOTE_REF_AREA,NOTE_DATA_TYPE,NOTE_CHANGE_OF_RESIDENCE,NOTE_CITIZENSHIP,NOTE_SEX,NOTE_AGE," +
	"NOTE_TERRITORY_NEXT_RESID,NOTE_COUNTRY_PREV_RESID,NOTE_COUNTRY_NEXT_RESID,BASE_PER,UNIT_MEAS,UNIT_MULT\r\n"

// series gives the key cells of the i-th series of 20 years: no two are the same.
type series struct {
	areas, countries []string
	ages             []string
}

func newSeries(t testing.TB) series {
	t.Helper()
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := series{}
	for _, i := range set.All() {
		if i.List == "nuts2021" && len(i.Code) == 5 {
			s.areas = append(s.areas, i.Code)
		}
	}
	for country := range 200 {
		s.countries = append(s.countries, strconv.Itoa(201+country))
	}
	for age := range 100 {
		s.ages = append(s.ages, "Y"+strconv.Itoa(age))
	}
	if len(s.areas) < 50 {
		t.Fatalf("%d provinces to make keys of", len(s.areas))
	}
	return s
}

func (s series) key(i int) (area, country, sex, age string) {
	area, i = s.areas[i%len(s.areas)], i/len(s.areas)
	sex, i = []string{"1", "2", "9"}[i%3], i/3
	country, i = s.countries[i%len(s.countries)], i/len(s.countries)
	return area, country, sex, s.ages[i]
}

const firstYear, years = 2002, 20

// value of a cell: persons, many digits and few.
func value(i, year int) int { return (i*7919 + year*104729) % (10 << (i % 17)) }

// made writes a file once and gives its path.
func made(t testing.TB, name string, write func(w *bufio.Writer)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	write(w)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// sdmxCSV makes a message of as many rows.
func sdmxCSV(t testing.TB, rows int) string {
	s := newSeries(t)
	return made(t, "migration.csv", func(w *bufio.Writer) {
		_, _ = w.WriteString(header)
		var line []byte
		for row := range rows {
			i, year := row/years, firstYear+row%years
			area, country, sex, age := s.key(i)
			line = append(line[:0], "IT1:28_185_DF_DCIS_MIGRAZIONI_2(1.0),A,"...)
			for _, cell := range []string{area, "TREG", "FREIGN", country, sex, age, "ITTOT", "X1033", "X1033"} {
				line = append(append(line, cell...), ',')
			}
			line = append(strconv.AppendInt(line, int64(year), 10), ',')
			line = strconv.AppendInt(line, int64(value(i, year)), 10)
			line = append(line, ",,,,,,,,,,,,,,\r\n"...)
			_, _ = w.Write(line)
		}
	})
}

// sdmxML makes a structure-specific message of about as many bytes.
func sdmxML(t testing.TB, bytes int) string {
	s := newSeries(t)
	return made(t, "28_185.xml", func(w *bufio.Writer) {
		n, _ := w.WriteString(xmlHead)
		for i := 0; n < bytes; i++ {
			area, country, sex, age := s.key(i)
			k, _ := fmt.Fprintf(w, `<Series FREQ="A" REF_AREA="%s" DATA_TYPE="TREG" CHANGE_OF_RESIDENCE="FREIGN" CITIZENSHIP="%s" SEX="%s" AGE="%s" TERRITORY_NEXT_RESID="ITTOT" COUNTRY_PREV_RESID="X1033" COUNTRY_NEXT_RESID="X1033">`, area, country, sex, age)
			n += k
			for year := firstYear; year < firstYear+years; year++ {
				k, _ := fmt.Fprintf(w, `<Obs TIME_PERIOD="%d" OBS_VALUE="%d"/>`, year, value(i, year))
				n += k
			}
			k, _ = w.WriteString("</Series>\n")
			n += k
		}
		_, _ = w.WriteString("</message:DataSet></message:StructureSpecificData>\n")
	})
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>
<message:StructureSpecificData xmlns:message="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message" xmlns:common="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common" xmlns:ss="http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:ns1="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=IT1:DCIS_MIGRAZIONI(1.0):ObsLevelDim:TIME_PERIOD">
<message:Header><message:ID>B</message:ID><message:Test>false</message:Test><message:Prepared>2026-01-01T00:00:00</message:Prepared><message:Sender id="IT1"/>
<message:Structure structureID="S" namespace="urn:sdmx:org.sdmx.infomodel.datastructure.DataStructure=IT1:DCIS_MIGRAZIONI(1.0):ObsLevelDim:TIME_PERIOD" dimensionAtObservation="TIME_PERIOD"><common:StructureUsage><Ref agencyID="IT1" id="28_185" version="1.0"/></common:StructureUsage></message:Structure></message:Header>
<message:DataSet ss:dataScope="DataStructure" xsi:type="ns1:DataSetType" ss:structureRef="S">
`

// eurostatTSV makes a compressed table of as many rows of 40 quarters, as the
// bulk files of Eurostat have.
func eurostatTSV(t testing.TB, rows int) string {
	return made(t, "estat_jvs_q_r21.tsv.gz", func(w *bufio.Writer) {
		z := gzip.NewWriter(w)
		writeTSV(z, rows)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func writeTSV(w io.Writer, rows int) {
	out := bufio.NewWriterSize(w, 1<<20)
	defer out.Flush()
	_, _ = out.WriteString(`freq,s_adj,nace_r2_1,sizeclas,indic_em,geo\TIME_PERIOD`)
	for q := range 40 {
		_, _ = fmt.Fprintf(out, "\t%d-Q%d ", 2010+q/4, q%4+1)
	}
	_, _ = out.WriteString("\n")
	for i := range rows {
		_, _ = fmt.Fprintf(out, "Q,NSA,B-T,S%d,JVR,IT", i)
		for q := range 40 {
			switch (i + q) % 11 {
			case 3:
				_, _ = out.WriteString("\t: ")
			case 7:
				_, _ = fmt.Fprintf(out, "\t%d.%d p", (i+q)%9, q%10)
			default:
				_, _ = fmt.Fprintf(out, "\t%d.%d ", (i+q)%9, q%10)
			}
		}
		_, _ = out.WriteString("\n")
	}
}
