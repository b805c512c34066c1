package charttest_test

import (
	"testing"

	"fabbisogno/reports/chart"
	"fabbisogno/reports/chart/charttest"
)

// BenchmarkRender is the cost of one wide drawing of each example, without cache.
func BenchmarkRender(b *testing.B) {
	r, err := chart.NewRenderer(chart.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for _, ex := range charttest.Examples() {
		b.Run(ex.Name, func(b *testing.B) {
			for b.Loop() {
				svg, err := r.Render(chart.Request{ID: "fig-example", Spec: ex.Spec, Lang: "it", Size: chart.Wide, Title: "t", Desc: "d"})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(len(svg)), "bytes")
			}
		})
	}
}
