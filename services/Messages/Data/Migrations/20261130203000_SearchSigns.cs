using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Chat.Messages.Data.Migrations
{
    /// <inheritdoc />
    public partial class SearchSigns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<long>(
                name: "rev",
                table: "search_marks",
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AddColumn<long>(
                name: "signs_rev",
                table: "search_marks",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "signs_rev",
                table: "search_marks");

            migrationBuilder.AlterColumn<long>(
                name: "rev",
                table: "search_marks",
                type: "bigint",
                nullable: false,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldDefaultValue: 0L);
        }
    }
}
