using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Messages.Data.Migrations
{
    /// <inheritdoc />
    public partial class Attention : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "attention",
                columns: table => new
                {
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attention", x => new { x.session_id, x.user_id, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "attention_marks",
                columns: table => new
                {
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attention_marks", x => x.session_id);
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "attention_users",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    told_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attention_users", x => x.user_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_attention_due_at",
                table: "attention",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_attention_user_id",
                table: "attention",
                column: "user_id");

            // What was posted before is nobody's news; sessions to come begin at nothing.
            migrationBuilder.Sql("INSERT INTO attention_marks (session_id, seq) SELECT session_id, seq FROM session_heads WHERE NOT deleted");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attention");

            migrationBuilder.DropTable(
                name: "attention_marks");

            migrationBuilder.DropTable(
                name: "attention_users");
        }
    }
}
