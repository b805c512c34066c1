// Package reconcile makes forecasts of sums and of their parts agree: Italy is
// the sum of its regions, a sector the sum of its occupations, and so are their
// forecasts, draws and intervals.
//
// # Use
//
//	h, err := reconcile.Read("tags.csv", file, reconcile.Format{Structure: "macro/region * industry * occupation"})
//	plan, err := reconcile.NewPlan(h, reconcile.Options{Method: reconcile.WLSVariance, Residuals: r})
//	out, report, err := plan.Reconcile(base)
//
// Rows of every Matrix are nodes in the order of h.Nodes(): aggregates first,
// then the bottom series in the order of the file. Columns of base and out are
// horizons (or draws), those of the residuals periods. h.Node(id) is the row of a
// series; h.Aggregate makes the rows of all sums from the bottom series.
// ParseMethod reads a method's id, Methods lists them.
//
// # Method
//
// With the summing matrix S and base forecasts y of all nodes,
//
//	x = S (S' W^-1 S)^-1 S' W^-1 y
//
// (Hyndman, Ahmed, Athanasopoulos & Shang 2011, Computational Statistics and Data
// Analysis 55, 2579-2589; MinT: Wickramasuriya, Athanasopoulos & Hyndman 2019,
// Journal of the American Statistical Association 114, 804-819; twin: R hts
// 6.0.3, agreement to the twelve digits of the reference). S is sparse (csr.go),
// and nothing of the size nodes x nodes is ever formed: a diagonal W on a tree
// takes one sweep up and down (tree.go), on crossed groupings conjugate gradients
// (crossed.go), and the shrunk covariance of MinT a diagonal reconciliation and
// an equation in the number of periods (mint.go), so that it serves any number of
// nodes and needs no blocks.
//
// Equations reconcile tables whose sums share no common bottom: the same total by
// industry and by occupation, but not by both.
//
// # Intervals
//
// Quantiles of sums are not sums of quantiles. Plan.Quantiles reconciles joint
// draws of errors (Bootstrap, Wild, Copula, Plan.Gaussian) into coherent paths, and
// Plan.Deviations gives normal intervals without draws. What is estimated on
// residuals is not judged on the same ones (gaussian.go). Measured on the windows of
// TestReconcile_accuracy, without looking ahead (TestCoverage), 80% and 95%, all
// nodes: Gaussian on the deviations of ETS 0.78 and 0.94 on labour, 0.85 and 0.94 on
// monthly, 0.83 and 0.93 on quarterly tourism; Bootstrap of 40 earlier origins 0.71
// and 0.87 on labour, because forty origins of ten years hold few independent
// errors.
//
// # Invariants
//
//   - What comes out adds up; aggregates are computed as sums of the bottom.
//   - Forecasts that add up already are left as they are (least squares and
//     bottom-up; top-down methods are biased and do not).
//   - Columns do not influence each other, and results do not depend on the
//     number of workers.
//   - Non-negative results are the constrained optimum, checked by its conditions.
//
// The package refuses to choose forecasts, to fill in a missing bottom series,
// and to invert a sample covariance unless asked for something unsafe.
package reconcile
