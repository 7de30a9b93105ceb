using Microsoft.EntityFrameworkCore.Migrations;

namespace Chat.Accounts.Audit;

/// <summary>What keeps the audit log as it is, whoever connects as this service. Called by the migration that makes the table.</summary>
static class AppendOnly
{
    public static void MakeAuditLogAppendOnly(this MigrationBuilder migration) => migration.Sql(
        """
        CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'insufficient_privilege';
        END $$;
        CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
        """);
}
