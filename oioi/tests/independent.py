"""The board's numbers once more, in plain SQL that shares nothing with the portal's code."""

from django.db import connection

COUNT = """
WITH duty AS (
    SELECT *, make_date(year, 1, 1) AS first_day, make_date(year, 12, 31) AS last_day
    FROM oioi_dutyyear
),
obliged AS (
    SELECT d.id AS duty_id, d.year, d.fulfilled_from, u.id AS unit_id, u.kind,
           COALESCE(k.code, CASE WHEN u.kind = 'kecamatan' THEN u.code ELSE '' END) AS place
    FROM duty d
    JOIN units_unit u
      ON u.counts_for_oioi AND u.merged_into_id IS NULL
     AND (u.active_from IS NULL OR u.active_from <= d.last_day)
     AND (u.active_until IS NULL OR u.active_until > d.first_day)
    LEFT JOIN units_unit k ON k.id = u.kecamatan_id
    WHERE NOT EXISTS (
        SELECT 1 FROM oioi_exemption e
        WHERE e.duty_year_id = d.id AND e.unit_id = u.id AND e.ended_at IS NULL
    )
),
reached AS (
    SELECT o.*,
      CASE
        WHEN EXISTS (
            SELECT 1 FROM judging_award a
            JOIN innovations_innovation i ON i.id = a.innovation_id
            JOIN judging_publishedresult r ON r.id = a.result_id
            JOIN judging_publication p ON p.id = r.publication_id
            JOIN competitions_edition e ON e.id = p.edition_id
            JOIN duty d ON d.id = o.duty_id
            WHERE i.unit_id = o.unit_id AND e.year = o.year AND NOT e.is_practice
              AND (d.counts_replications OR i.replicates_id IS NULL)
        ) THEN 3
        WHEN EXISTS (
            SELECT 1 FROM submissions_submission s
            JOIN innovations_innovation i ON i.id = s.innovation_id
            JOIN competitions_edition e ON e.id = s.edition_id
            JOIN duty d ON d.id = o.duty_id
            WHERE i.unit_id = o.unit_id AND e.year = o.year AND NOT e.is_practice
              AND s.status NOT IN ('draf', 'tidak-lolos', 'keluar')
              AND (d.counts_replications OR i.replicates_id IS NULL)
        ) THEN 2
        WHEN EXISTS (
            SELECT 1 FROM innovations_innovation i JOIN duty d ON d.id = o.duty_id
            WHERE i.unit_id = o.unit_id AND i.status <> 'draf'
              AND (d.counts_replications OR i.replicates_id IS NULL)
              AND o.year = CASE d.dated_by
                WHEN 'terdokumentasi'
                  THEN EXTRACT(YEAR FROM i.documented_at AT TIME ZONE 'Asia/Makassar')
                WHEN 'inisiasi' THEN EXTRACT(YEAR FROM i.initiated_on)
                ELSE EXTRACT(YEAR FROM i.applied_on)
              END
        ) THEN 1
        ELSE 0
      END AS height
    FROM obliged o
)
SELECT year, place, kind,
       COUNT(*) FILTER (WHERE height >= CASE fulfilled_from
           WHEN 'terdokumentasi' THEN 1 WHEN 'kompetisi' THEN 2 ELSE 3 END),
       COUNT(*)
FROM reached GROUP BY year, place, kind
"""


def count_in_sql() -> dict[tuple[int, str, str], tuple[int, int]]:
    """(year, kecamatan code or "", kind) -> (fulfilled, obliged)."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return {(y, place, kind): (done, of) for y, place, kind, done, of in cursor.fetchall()}
