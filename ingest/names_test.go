package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFlowsOfName reads the names under which publishers offer their files.
func TestFlowsOfName(t *testing.T) {
	cases := []struct {
		name, file string
		want       []string
	}{
		{"title_and_flow", "Tasso di posti vacanti (IT1,534_1038,1.0).csv", []string{"IT1,534_1038,1.0"}},
		{"data_browser", "163_88_DF_DCCN_OCCQSEC2010_1.csv", []string{"163_88_DF_DCCN_OCCQSEC2010_1", "163_88_DF_DCCN_OCCQSEC2010_1"}},
		{"second_download", "163_88_DF_DCCN_OCCQSEC2010_1 (2).csv", []string{"163_88_DF_DCCN_OCCQSEC2010_1", "163_88_DF_DCCN_OCCQSEC2010_1"}},
		{"second_download_of_title_and_flow", "Tasso (IT1,534_1038,1.0) (1).csv", []string{"IT1,534_1038,1.0"}},
		{"old_portal", "DCCV_TAXOCCU1_12012025110922125.csv", []string{"DCCV_TAXOCCU1", "DCCV_TAXOCCU1"}},
		{"Eurostat_bulk", "estat_jvs_q_r21.tsv.gz", []string{"estat_jvs_q_r21", "JVS_Q_R21"}},
		{"no_name", ".csv", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, flowsOfName(c.file)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestStructuresAreUnique says that the name of a structure tells a table.
func TestStructuresAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, table := range newIngester(t, &memory{}).Catalog.Tables {
		if other, ok := seen[table.Structure]; ok && table.Structure != "" {
			t.Errorf("tables %s and %s have the structure %s", other, table.ID, table.Structure)
		}
		seen[table.Structure] = table.ID
	}
}
