SELECT method, method_version, panel, territory_list, territory, unit_list, unit_code, period, need, incidence, class,
       class_share, need_value, need_lower, need_upper, incidence_value, incidence_lower, incidence_upper,
       score, rank, rank_lower, rank_upper, rank_level, explanation, is_synthetic
FROM out__shortage
ORDER BY method, panel, territory_list, territory, rank NULLS LAST, unit_list, unit_code, period;
