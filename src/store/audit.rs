//! The audit log: who did what and when, by key and route; never whose debt, never a figure.

use super::{Moment, Store, StoreError, on};

/// One action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its own name; sorts by time.
    pub id: String,
    /// When.
    pub at: Moment,
    /// For which tenant.
    pub tenant: String,
    /// With which key.
    pub key_id: Option<String>,
    /// The request, as the log and the answer name it.
    pub request_id: String,
    /// Method and route pattern, or the command; never the path typed.
    pub action: String,
    /// The status of the answer.
    pub status: i64,
}

type Columns = (String, i64, String, Option<String>, String, String, i64);

impl Store {
    /// Keeps lines, all or none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn add_audit(&self, lines: &[AuditLine]) -> Result<(), StoreError> {
        const PUT: &str = "INSERT INTO audit (id, at, tenant, key_id, request_id, action, status) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7)";
        on!(self, pool => {
            let mut transaction = pool.begin().await?;
            for line in lines {
                let put = sqlx::query(PUT).bind(&line.id).bind(line.at.millis()).bind(&line.tenant);
                let put = put.bind(&line.key_id).bind(&line.request_id).bind(&line.action).bind(line.status);
                put.execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        Ok(())
    }

    /// The lines of a moment and after, oldest first, of one tenant or of all; at most `most`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit(
        &self,
        since: Moment,
        tenant: Option<&str>,
        most: u32,
    ) -> Result<Vec<AuditLine>, StoreError> {
        const READ: &str = "SELECT id, at, tenant, key_id, request_id, action, status FROM audit \
                            WHERE at >= $1 AND (tenant = $2 OR $2 = '') ORDER BY at, id LIMIT $3";
        let tenant = tenant.unwrap_or_default();
        let rows: Vec<Columns> = on!(self, pool => {
            let read = sqlx::query_as(READ).bind(since.millis()).bind(tenant);
            read.bind(i64::from(most)).fetch_all(pool).await
        })?;
        let line = |(id, at, tenant, key_id, request_id, action, status): Columns| {
            let at = Moment::from_millis(at);
            AuditLine { id, at, tenant, key_id, request_id, action, status }
        };
        Ok(rows.into_iter().map(line).collect())
    }
}
