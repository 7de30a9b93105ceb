using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Sessions.Data.Migrations
{
    /// <inheritdoc />
    public partial class Encryption : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "is_encrypted",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_key_stale",
                table: "sessions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "key_generation",
                table: "sessions",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "session_key_copies",
                columns: table => new
                {
                    session_id = table.Column<long>(type: "bigint", nullable: false),
                    generation = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    copy = table.Column<byte[]>(type: "bytea", nullable: false),
                    made_by = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_key_copies", x => new { x.session_id, x.generation, x.user_id });
                    table.ForeignKey(
                        name: "fk_session_key_copies_participants_session_id_user_id",
                        columns: x => new { x.session_id, x.user_id },
                        principalTable: "participants",
                        principalColumns: new[] { "session_id", "user_id" },
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_session_key_copies_session_id_user_id",
                table: "session_key_copies",
                columns: new[] { "session_id", "user_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "session_key_copies");

            migrationBuilder.DropColumn(
                name: "is_encrypted",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "is_key_stale",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "key_generation",
                table: "sessions");
        }
    }
}
