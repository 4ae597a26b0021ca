using System.Text.RegularExpressions;
using Xunit;

namespace Analytics.Tests.Repo;

/// <summary>
/// What is given to <c>GalleryDatabase.ReadAsync</c> only reads. A write there would change no version, so nobody who follows the database
/// would learn of it: <c>WriteAsync</c> changes the version, and <c>NoteAsync</c> says that nobody follows what it writes.
/// </summary>
public sealed partial class ReadsSpec
{
    private const int LeastReads = 25; // fewer: the spec no longer finds them

    [Fact]
    public void What_reads_the_database_writes_nothing()
    {
        var reads = SourceText.All().SelectMany(source => ReadsIn(source.Code).Select(read => (source.Path, Read: read))).ToList();

        Assert.InRange(reads.Count, LeastReads, int.MaxValue);
        Assert.All(reads, read => Assert.False(
            Writes(read.Read), $"{read.Path} writes within ReadAsync; WriteAsync or NoteAsync is for that: {read.Read}"));
    }

    [Theory]
    [InlineData("database.ReadAsync(async context => { context.People.AddRange(Rows(1)); return 0; });", true)]
    [InlineData("database.ReadAsync(async context => { context\n.IndexWork\n.Remove(row); return 0; });", true)]
    [InlineData("database.ReadAsync((GalleryContext all) => Task.FromResult(all.Set<PersonRow>().Add(row)));", true)]
    [InlineData("ReadAsync<int>(context => context.SaveChangesAsync(stop));", true)]
    [InlineData("ReadAsync(context => context.People.Where(row => row.Id == id).ExecuteDeleteAsync(stop));", true)]
    [InlineData("ReadAsync(context => context.Cameras.ExecuteUpdateAsync(row => row, stop));", true)]
    [InlineData("ReadAsync(context => context.Database.ExecuteSqlRawAsync(sql));", true)]
    [InlineData("ReadAsync(async context => { all.Add(await context.People.CountAsync()); }); await context.SaveChangesAsync();", false)]
    [InlineData("NoteAsync(context => context.SaveChangesAsync(stop)); stream.ReadAsync(bytes, stop);", false)]
    public void A_write_is_recognised(string code, bool writes) => Assert.Equal(writes, ReadsIn(code).Any(Writes));

    // The lambdas that are given to ReadAsync, each to the bracket that closes the call.
    private static IEnumerable<string> ReadsIn(string code)
    {
        foreach (var call in ReadCall().Matches(code).Select(call => call.Index + call.Length))
        {
            var (at, open) = (call, 1);
            for (; open > 0 && at < code.Length; at++)
            {
                open += code[at] switch { '(' => 1, ')' => -1, _ => 0 };
            }

            Assert.Equal(0, open);
            if (Lambda().IsMatch(code[call..at]))
            {
                yield return code[call..(at - 1)];
            }
        }
    }

    private static bool Writes(string read)
    {
        var context = Regex.Escape(Lambda().Match(read).Groups["context"].Value);
        return Write().IsMatch(read) || Regex.IsMatch(
            read, $@"\b{context}\s*(\.\s*\w+(<\w+>\(\))?\s*)?\.\s*(Add|Update|Remove|Attach)(Range)?(Async)?\(");
    }

    [GeneratedRegex(@"\bReadAsync(?:<[^()]*>)?\(")]
    private static partial Regex ReadCall();

    [GeneratedRegex(@"^\s*(?:static\s+)?(?:async\s+)?\(?(?:GalleryContext\s+)?(?<context>\w+)\)?\s*=>")]
    private static partial Regex Lambda();

    [GeneratedRegex("SaveChanges|ExecuteUpdate|ExecuteDelete|ExecuteSql")]
    private static partial Regex Write();
}
