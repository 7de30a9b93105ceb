using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Messages.Data.Migrations
{
    /// <inheritdoc />
    public partial class ChangesAndReadMarkers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterTable(
                name: "session_members")
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.AddColumn<DateTime>(
                name: "read_at",
                table: "session_members",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "read_seq",
                table: "session_members",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            // What was there before there were markers counts as read.
            migrationBuilder.Sql("UPDATE session_members m SET read_seq = h.seq FROM session_heads h WHERE h.session_id = m.session_id AND h.seq > 0");

            migrationBuilder.AddColumn<DateTime>(
                name: "deleted_at",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "edited_at",
                table: "messages",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reactions",
                table: "messages",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reply_to",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.AlterColumn<DateTime>(
                name: "created_at",
                table: "batch_outbox",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "clock_timestamp()",
                oldClrType: typeof(DateTime),
                oldType: "timestamp with time zone");

            migrationBuilder.CreateIndex(
                name: "ix_session_members_user_id",
                table: "session_members",
                column: "user_id",
                filter: "NOT removed");

            migrationBuilder.CreateIndex(
                name: "ix_messages_id",
                table: "messages",
                column: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_session_members_user_id",
                table: "session_members");

            migrationBuilder.DropIndex(
                name: "ix_messages_id",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "read_at",
                table: "session_members");

            migrationBuilder.DropColumn(
                name: "read_seq",
                table: "session_members");

            migrationBuilder.DropColumn(
                name: "deleted_at",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "edited_at",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "reactions",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "reply_to",
                table: "messages");

            migrationBuilder.AlterTable(
                name: "session_members")
                .OldAnnotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.AlterColumn<DateTime>(
                name: "created_at",
                table: "batch_outbox",
                type: "timestamp with time zone",
                nullable: false,
                oldClrType: typeof(DateTime),
                oldType: "timestamp with time zone",
                oldDefaultValueSql: "clock_timestamp()");
        }
    }
}
