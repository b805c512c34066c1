package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/datasets/warehouse"
)

// handRead is a cell of a recorded file as it was read by eye: the raw text
// stands in the file as written here, and below it what it means.
type handRead struct {
	path string // under real
	raw  string // exact text of the file, decompressed
	want string // observation, in the form of observationText
}

// handReads are cells of every format that loads, picked for what is easily
// got wrong: minus signs, missing marks with and without a flag, quoted commas,
// codes with leading zeros, ISTAT's own territory letters, multipliers, the last
// column, the last row, a value that looks like a year.
var handReads = []handRead{
	{"eurostat/tsv/gov_10dd_edpt1.tsv", "PC_GDP,S13,GD,IT\t132.3 \t128.8 ",
		"row 4467 2014 accounts_share_of_gdp_pct nuts2021:IT na_item=GD;sector=S13 2014 = 132.3"},
	{"eurostat/tsv/gov_10dd_edpt1.tsv", "MIO_EUR,S13,B9,IT\t-49038.0 \t-47307.0 \t",
		"row 127 2013 accounts_amount_eur nuts2021:IT na_item=B9;sector=S13 2013 = -47307000000"},
	{"eurostat/tsv/teina200.tsv", "MIO_EUR,NO\t: \t: \t: \t: \t: \t: \t: \t: \t48178.5 \t",
		"row 27 2003 accounts_amount_eur iso3166:NO 2003 = missing not_available"},
	{"eurostat/tsv/teina200.tsv", "MIO_EUR,NO\t: \t: \t: \t: \t: \t: \t: \t: \t48178.5 \t",
		"row 27 2011 accounts_amount_eur iso3166:NO 2011 = 48178500000"},
	{"eurostat/tsv/teina200.tsv", "PC_GDP,EL\t-7.8 \t-8.8 \t",
		"row 45 2003 accounts_share_of_gdp_pct eurostat_geo:EL 2003 = -7.8"},
	{"eurostat/tsv/tsdde410.tsv", "PC_GDP,IT\t116.9 \t116.3 ",
		"row 56 1995 accounts_share_of_gdp_pct nuts2021:IT 1995 = 116.9"},
	{"eurostat/tsv/estat_lfsi_jhh_a.MOCK.tsv.gz", "A,F,Y_LT16,RT\t1.2\t1.1\n",
		"row 2 2023 children_in_jobless_households_pct F Y_LT16 2023 = 1.1"},
	{"eurostat/sdmx-csv/D4-Level_of_education_of_foreign_citizens.csv", "ESTAT:EDAT_LFS_9917(1.0),14/09/23 23:00:00,A,PC,T,ED5-8,FOR,Y15-64,IT,2021,11.9,b",
		"row 50 OBS_VALUE population_education_share_pct nuts2021:IT T Y15-64 c_birth=FOR;isced11=ED5-8 2021 = 11.9 b"},
	{"eurostat/sdmx-csv/earn_ses_annual_sdmxcsv2_labels.csv", "MEAN_E_EUR,Mean earnings in euro,EA20,Euro area – 20 countries (from 2023),2022,,43544,,,,,",
		"row 52 OBS_VALUE annual_earnings_mean_eur eurostat_geo:EA20 eurostat_isco08:TOTAL T TOTAL nace_r2=B-S_X_O;worktime=FT 2022 = 43544"},
	{"eurostat/sdmx-csv/earn_ses_annual_sdmxcsv2_labels.csv", "MEAN_E_EUR,Mean earnings in euro,IT,Italy,2006,,30560,,,,,",
		"row 108 OBS_VALUE annual_earnings_mean_eur nuts2021:IT eurostat_isco08:TOTAL T TOTAL nace_r2=B-S_X_O;worktime=FT 2006 = 30560"},
	{"eurostat/sdmx-ml/NAMA_10_GDP-ss.xml", `<Obs TIME_PERIOD="2015" OBS_VALUE="54142.3"/>`,
		"row 4 OBS_VALUE gdp_current_eur iso3166:LU 2015 = 54142300000"},
	{"eurostat/sdmx-ml/demography-xs.xml", `<Obs xsi:type="demo:LBIRTHST" OBS_STATUS="M" UNIT_MEASURE="PERS" UNIT_MULT="0"/>`,
		"row 20 OBS_VALUE births_persons iso3166:BE M 2009 = missing M"},
	{"eurostat/sdmx-ml/demography-xs.xml", `<Obs xsi:type="demo:LEXPNSIT" OBS_VALUE="83.3" OBS_STATUS="A" UNIT_MEASURE="YRS" UNIT_MULT="0"/>`,
		"row 22 OBS_VALUE life_expectancy_years iso3166:BE F 2007 = 83.3 A"},
	{"eurostat/json-stat/eurostat-name_gpd_c-geo_IT_FR.json", "14700,15800,16900,17200,18100,",
		"row 45 OBS_VALUE gdp_per_head_eur iso3166:FR 1990 = 16900"},
	{"eurostat/json-stat/eurostat-name_gpd_c-geo_IT_FR.json", "null,null,15800,17100,17300,",
		"row 114 OBS_VALUE gdp_per_head_eur nuts2021:IT 1990 = 15800"},
	{"eurostat/json-stat/samples/oecd.json", "10.55546863, 11.42167502, 11.7584873",
		"row 203 OBS_VALUE oecd_unemployment_rate_pct area=IT 2013 = 11.42167502 e"},
	{"eurostat/json-stat/samples/us-labor.json", "[25480,23836,1644,6.5,83743",
		"row 4 OBS_VALUE oecd_unemployment_rate_pct county=01001 2012 = 6.5"},
	{"oecd/DF_MIG_INT_PER_ITA.csv", "WO,Work,PS,Persons,2023,,31833.98371,,E,Estimated value,0,Units,0,Zero",
		"row 25 OBS_VALUE permanent_migration_thousand nuts2021:IT MIGRATION_TYPE=WO 2023 = 31.83398371 E"},
	{"oecd/DF_MIG_ITA_B11.csv.gz", "PAK,Pakistan,A,Annual,B11,Inflows of foreign population,_T,Total,_Z,Not applicable,_Z,Not applicable,PS,Persons,2022,,16717,,A,",
		"row 4913 OBS_VALUE foreign_inflow_persons nuts2021:IT oecd_country:PAK T 2022 = 16717 A"},
	{"oecd/DF_MIG_ITA_B11.csv.gz", "PAK,Pakistan,A,Annual,B11,Inflows of foreign population,F,Female,_Z,Not applicable,_Z,Not applicable,PS,Persons,2008,,2009,,A,",
		"row 9013 OBS_VALUE foreign_inflow_persons nuts2021:IT oecd_country:PAK F 2008 = 2009 A"},
	{"istat/vintages-and-series/534_1037_hours_worked.csv.gz", "IT1:534_1037(1.0),Q,IT,HCIG_JV,N,W_GE1,0011,2020-Q2,331.6,\n",
		"row 23 OBS_VALUE short_time_work_permille nuts2021:IT ateco2007:0011 EMPLOYESS_CLASS=W_GE1 2020-Q2 = 331.6"},
	{"istat/vintages-and-series/534_1037_hours_worked.csv.gz", "IT1:534_1037(1.0),Q,IT,HOUR_JV_1,N,W_GE1,0011,2017-Q3,,J\n",
		"row 2178 OBS_VALUE hours_per_employee_base2010_index nuts2021:IT ateco2007:0011 EMPLOYESS_CLASS=W_GE1 2017-Q3 = missing J"},
	{"istat/vintages-and-series/150_875_employed_monthly_all_editions_headline.csv.gz", "2004-01,22188.303,",
		"row 2 OBS_VALUE employed_sa_thousand nuts2021:IT T Y15-89 2004-01 = 22188.303"},
	{"istat/wages/533_957_DF_DCSC_RACLI_10_province_country_of_birth.csv.gz", "WRL_X_ITA,HOUWAG_ENTEMP_MED_MI,IT108,Monza e della Brianza,2022,10.75,\n",
		"row 12109 OBS_VALUE hourly_pay_median_eur nuts2021:ITC4D COUNTRY_BIRTH=WRL_X_ITA 2022 = 10.75"},
	{"istat/wages/533_957_DF_DCSC_RACLI_17_ateco2_sex.csv.gz", "05,estrazione di carbone (esclusa torba),1,HOUWAG_ENTEMP_AV_MI,2014,,c\n",
		"row 434 OBS_VALUE hourly_pay_mean_eur ateco2007:05 M 2014 = missing c"},
	{"istat/wages/533_957_DF_DCSC_RACLI_17_ateco2_sex.csv.gz", `62,"produzione di software, consulenza informatica e attività connesse",2,HOUWAG_ENTEMP_AV_MI,2022,17.59,` + "\n",
		"row 5866 OBS_VALUE hourly_pay_mean_eur ateco2007:62 F 2022 = 17.59"},
	{"istat/wages/533_957_DF_DCSC_RACLI_2_size_ateco_grade_birth_2021-2022.csv.gz", "W50_249,0038,7,WORLD,9,IT,2021,9.9,\n",
		"row 20000 OBS_VALUE hourly_pay_median_eur nuts2021:IT ateco2007:0038 T CONTARCTUAL_OCCUPATION=7;EMPLOYESS_CLASS=W50_249 2021 = 9.9"},
	{"istat/databrowser-csv-it/163_88_DF_DCCN_OCCQSEC2010_1.csv", `GTI,'Commercio all"'ingrosso e al dettaglio, riparazione di autoveicoli e motocicli, trasporto e magazzinaggio, servizi di alloggio e di ristorazione',9,Totale,Y,Dati destagionalizzati,2025M11,Nov-2025,2020-Q2,1915138.6,`,
		"row 2071 OBS_VALUE accounts_hours_worked_sa_hours nuts2021:IT istat_accounts_branch:GTI 2020-Q2 = 1915138600"},
	{"istat/databrowser-csv-it/163_88_DF_DCCN_OCCQSEC2010_1.csv", "B,Industria estrattiva,9,Totale,Y,Dati destagionalizzati,2025M11,Nov-2025,2025-Q3,..,g,",
		"row 616 OBS_VALUE accounts_hours_worked_sa_hours nuts2021:IT istat_accounts_branch:B 2025-Q3 = missing g"},
	{"istat/databrowser-csv-it/163_184_DF_DCCN_PILQ_1.csv", "B1GQ_B_W2_S1,Prodotto interno lordo ai prezzi di mercato,L_2020,Valori concatenati con anno di riferimento 2020,Y,Dati destagionalizzati,2025M11,Nov-2025,2020-Q2,376798.2,",
		"row 218 OBS_VALUE gdp_chained_2020_sa_eur nuts2021:IT 2020-Q2 = 376798200000"},
	{"istat/databrowser-csv-it/150_915_DF_DCCV_TAXOCCU1_6.csv", "Q,Trimestrale,IT,Italia,EMP_R,Tasso di occupazione,9,Totale,Y15-64,15-64 anni,2020-Q2,56.640425,,\r\n",
		"row 67 OBS_VALUE employment_rate_pct nuts2021:IT istat_citizenship:TOTAL T Y15-64 2020-Q2 = 56.640425"},
	{"istat/istat-dot-stat-csv/demi/DCIS_PERMSOGG1_12012025111539693.csv", `"ITC4","Lombardia","INFLNONEU","annual inflows of non-EU citizens","9","total","PK","Pakistan","ALL1","international protection","2023","2023",1773,,`,
		"row 9380 OBS_VALUE residence_permit_inflow_persons nuts2021:ITC4 istat_country:PK T TOTAL TYPE_RES_PERMIT_REASON=ALL1 2023 = 1773"},
	{"istat/istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025110421591.csv", `"ITFG","Mezzogiorno","9","total","Y15-89","15-89 years","FRG","foreign","2","part-time","2023-Q4","Q4-2023",88.004,,`,
		"row 876 OBS_VALUE employed_thousand istat_ref_area:ITFG ateco2007:0010 istat_occupation_2011:99 istat_citizenship:FRG T Y15-89 FULL_PART_TIME=2 2023-Q4 = 88.004"},
	{"istat/istat-dot-stat-csv/demi/DCCV_OCCUPATIT1_12012025110704049.csv", `"ITD","Nord-est","2","females","Y15-89","15-89 years","FRG","foreign","1","employees","1","temporary employees","2020-Q2","Q2-2020",38.784,,`,
		"row 983 OBS_VALUE employed_thousand nuts2021:ITH ateco2007:0010 istat_occupation_2011:99 istat_citizenship:FRG F Y15-89 PERM_TEMP_EMPLOYEES=1;POSIZ_PROF=1 2020-Q2 = 38.784"},
	{"istat/istat-dot-stat-csv/demi/DCCV_TAXDISOCCU1_12012025111208359.csv", `"ITFG","Mezzogiorno","UNEM_R","unemployment rate","Y20-64","20-64 years","11","tertiary (university, doctoral and specialization courses)","FRG","foreign","2024-Q3","Q3-2024",7.774288,,`,
		"row 1623 OBS_VALUE unemployment_rate_pct istat_ref_area:ITFG istat_citizenship:FRG T Y20-64 EDU_LEV_HIGHEST=11 2024-Q3 = 7.774288"},
	{"istat/istat-dot-stat-csv/empoweritaly/D7-Unemployment_rate_between_foreigners_and_italians.csv", `"ITCD","Nord","UNEM_R","unemployment rate","2","females","Y15-74","15-74 years","99","total","FRG","foreign","2020-Q2","Q2-2020",12.062764,,`,
		"row 988 OBS_VALUE unemployment_rate_pct istat_ref_area:ITCD istat_citizenship:FRG F Y15-74 2020-Q2 = 12.062764"},
	{"istat/istat-dot-stat-csv/demi/DCCV_TAXOCCU1_12012025110922125.csv", `"ITE","Centro (I)","EMP_R","employment rate","1","males","Y15-64","15-64 years","7","upper and post secondary","FRG","foreign","2021","2021",73.270946,,`,
		"row 664 OBS_VALUE employment_rate_pct nuts2021:ITI istat_citizenship:FRG M Y15-64 EDU_LEV_HIGHEST=7 2021 = 73.270946"},
	{"istat/vintages-and-series/151_874_unemployment_rate_monthly_all_editions_headline.csv.gz", "IT1:151_874(1.0),M,IT,UNEM_R,Y,9,Y15-74,2023M10G2,2023-01,7.954336,",
		"row 2661 OBS_VALUE unemployment_rate_sa_pct nuts2021:IT T Y15-74 2023-01 = 7.954336"},
	{"istat/sdmx-csv/istat_ipi_2026-08.csv", "IT1:115_333(1.0),M,IT,IND_PROD_21,Y,D,2011-05,110.3,",
		"row 3000 OBS_VALUE industrial_production_sa_index nuts2021:IT ateco2007:D 2011-05 = 110.3"},
	{"istat/sdmx-csv/demi/29_348_DF_DCIS_PERMSOGG1_1.csv", "IT1:29_348_DF_DCIS_PERMSOGG1_1(1.0),A,IT,RESPER,1,PK,ALL,LONGT,TOTAL,99,2024,47767,",
		"row 940 OBS_VALUE residence_permits_persons nuts2021:IT istat_country:PK M TOTAL TYPE_RES_PERMIT=LONGT 2024 = 47767"},
	{"istat/sdmx-csv/demi/28_185_DF_DCIS_MIGRAZIONI_2.csv.gz", "IT1:28_185_DF_DCIS_MIGRAZIONI_2(1.0),A,ITTOT,TREG,FREIGN,GD,1,TOTAL,ITTOT,X1033,X1033,2023,1,p,",
		"row 4307 OBS_VALUE migration_persons istat_ref_area:ITTOT istat_country:GD M TOTAL CHANGE_OF_RESIDENCE=FREIGN;COUNTRY_NEXT_RESID=X1033;COUNTRY_PREV_RESID=X1033 2023 = 1 p"},
	{"istat/sdmx-csv/guida-api-istat/filtro_esempio03.csv", "IT1:41_983(1.0),A,F,082053,KILLINJ,2011,3611,",
		"row 30 OBS_VALUE road_injured_persons istat_ref_area:082053 2011 = 3611"},
	{"istat/sdmx-ml/22_289.xml", `<Obs TIME_PERIOD="2022" OBS_VALUE="30235705" OBS_STATUS="e"/>`,
		"row 8 OBS_VALUE resident_population_persons nuts2021:IT F TOTAL 2022 = 30235705 e"},
	{"istat/sdmx-ml/recorded_2026-05-18_data_47_850_generic.xml", `<generic:ObsDimension id="TIME_PERIOD" value="2014" /><generic:ObsValue value="54" />`,
		"row 13 OBS_VALUE childcare_places_count istat_ref_area:001002 HOLDER_SECTOR_PUBPRIV=1 2014 = 54"},
	{"sdmx-generic/ecb_exr/ng-xs.xml", `<generic:ObsValue value="110.26"/>`,
		"row 7 OBS_VALUE exchange_rate_ratio CURRENCY=JPY;CURRENCY_DENOM=EUR;EXR_TYPE=SP00 2010-09 = 110.26 A"},
	{"sdmx-generic/ecb_exr/M.USD.EUR.SP00.A.xml", "<generic:ObsDimension value=\"1999-03\"/>\n<generic:ObsValue value=\"1.088295652173913\"/>",
		"row 3 OBS_VALUE exchange_rate_ratio CURRENCY=USD;CURRENCY_DENOM=EUR;EXR_SUFFIX=A;EXR_TYPE=SP00 1999-03 = 1.088295652173913 A"},
	{"sdmx-generic/sdmx-ml-3.0/ECB_EXR0.xml", `<Obs TIME_PERIOD="1999" OBS_VALUE="1.4608" OBS_STATUS="A" />`,
		"row 22 OBS_VALUE exchange_rate_ratio CURRENCY=CAD;CURRENCY_DENOM=EUR;EXR_SUFFIX=E;EXR_TYPE=SP00 1999 = 1.4608 A"},
	{"sdmx-generic/sdmx-2.0-legacy/compact_2.0.xml", `<OECD:Obs TIME="2007-Q3" OBS_VALUE="100.85" />`,
		"row 3 OBS_VALUE household_income_index oecd_country:AUS INDICATOR=RGDP_INDEX 2007-Q3 = 100.85"},
	{"sdmx-generic/sdmx-2.0-legacy/generic_2.1.xml", "<generic:ObsDimension value=\"2009\"/>\n\t\t\t\t<generic:ObsValue value=\"43.75\"/>",
		"row 3 OBS_VALUE doctorates_share_pct iso3166:BE FOS07=FOS1;Y_GRAD=Y_GE1990 2009 = 43.75"},
	{"sdmx-generic/sdmx-csv-2.0/example-04.csv", "A.B;A.B.2014-02;A: Value A;B: Value B;2014-02: 2014-02;10,8;Y: Oui;",
		"row 3 OBS_VALUE sample_value_ratio DIM_1=A;DIM_2=B 2014-02 = 10.8"},
}

// TestCorpusHandRead holds what is loaded against cells read by eye in the raw
// bytes: at least 40, of at least 15 files.
func TestCorpusHandRead(t *testing.T) {
	dir := filepath.Join(corpus(t), "real")
	byPath := map[string][]handRead{}
	for _, c := range handReads {
		byPath[c.path] = append(byPath[c.path], c)
	}
	if len(handReads) < 40 || len(byPath) < 15 {
		t.Errorf("%d cells of %d files", len(handReads), len(byPath))
	}
	for path, cells := range byPath {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := io.ReadAll(rawText(t, filepath.Join(dir, filepath.FromSlash(path))))
			if err != nil {
				t.Fatal(err)
			}
			db := &memory{}
			if _, err := overlayIngester(t, db).File(context.Background(), Request{Path: filepath.Join(dir, filepath.FromSlash(path)), Table: givenTables[path]}); err != nil {
				t.Fatal(err)
			}
			for _, c := range cells {
				if !bytes.Contains(text, []byte(c.raw)) {
					t.Errorf("the file does not hold %q", c.raw)
				}
				if !slices.ContainsFunc(db.loads[0].Observations, func(o warehouse.Observation) bool { return observationText(o) == c.want+"\n" }) {
					t.Errorf("from %q\nwant %s\n%s", c.raw, c.want, ofRow(db.loads[0], c.want))
				}
			}
		})
	}
}

// ofRow is what was loaded from the row that an expectation names, for messages.
func ofRow(l warehouse.Load, want string) string {
	var b strings.Builder
	var row int64
	if _, err := fmt.Sscanf(want, "row %d ", &row); err != nil {
		return err.Error()
	}
	for _, o := range l.Observations {
		if o.Row == row {
			b.WriteString("got  " + observationText(o))
		}
	}
	return b.String()
}
