using Analytics.Contracts;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class ModelImportSpec : IDisposable
{
    private static readonly byte[] Content = Cards.Bytes(5_000, seed: 1);
    private static readonly ModelCard One = Cards.Of("one", Content);
    private static readonly ModelCard Two = Cards.Of("two", Cards.Bytes(7_000, seed: 2));
    private readonly TempFolder _source = new();
    private readonly TempFolder _target = new();

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }

    private ModelStore Store => Cards.Store(_target.File("store"), One, Two);

    [Theory]
    [InlineData("one.onnx")]
    [InlineData("whatever.bin")]
    [InlineData("no extension")]
    [InlineData("deep/er/still.tmp")]
    [InlineData("two.onnx")]
    public void A_model_is_known_by_its_hash_whatever_it_is_called(string name)
    {
        Put(name, Content);

        var report = Import();

        Assert.Equal([(One, _source.File(name))], report.Taken);
        Assert.Empty(report.AlreadyThere);
        Assert.Empty(report.Unknown);
        Assert.Equal(Content, Store.Load(One));
        Assert.Equal(["one.onnx"], Stored());
    }

    [Fact]
    public void What_the_store_holds_is_not_copied_again()
    {
        Put("a.onnx", Content);
        Import();
        var written = File.GetLastWriteTimeUtc(Store.PathOf(One));

        var report = Import();

        Assert.Empty(report.Taken);
        Assert.Equal([One], report.AlreadyThere);
        Assert.Equal(written, File.GetLastWriteTimeUtc(Store.PathOf(One)));
    }

    [Fact]
    public void A_file_that_is_there_twice_is_taken_once()
    {
        Put("a.onnx", Content);
        Put("b/b.onnx", Content);

        var report = Import();

        Assert.Single(report.Taken);
        Assert.Empty(report.AlreadyThere);
    }

    [Fact]
    public void An_altered_file_in_the_store_is_replaced()
    {
        Put("a.onnx", Content);
        Directory.CreateDirectory(Store.Folder);
        File.WriteAllBytes(Store.PathOf(One), Cards.Bytes(5_000, seed: 3));

        Assert.Single(Import().Taken);

        Assert.Equal(ModelState.Present, Store.Verify(One));
    }

    [Fact]
    public void ONNX_files_without_a_card_are_listed_and_nothing_else_is()
    {
        Put("b.ONNX", [1, 2, 3]);
        Put("a/same length.onnx", Cards.Bytes(5_000, seed: 4));
        Put("readme.txt", [1]);
        Put("same length.txt", Cards.Bytes(7_000, seed: 5));

        var report = Import();

        Assert.Equal([_source.File("a/same length.onnx"), _source.File("b.ONNX")], report.Unknown);
        Assert.Empty(report.Taken);
        Assert.False(Directory.Exists(Store.Folder));
    }

    [Fact]
    public void A_model_whose_licence_forbids_some_uses_is_left_and_named_until_it_is_accepted()
    {
        Put("a.onnx", Content);
        Put("b.onnx", Cards.Bytes(7_000, seed: 2));
        var restricted = One with { Licence = One.Licence with { RequiresAcceptance = true } };
        var store = Cards.Store(_target.File("store"), restricted, Two);

        var report = ModelImport.Run(store, _source.Path, acceptLicence: false);

        Assert.Equal([Two], report.Taken.Select(taken => taken.Card));
        Assert.Equal([restricted], report.Restricted);
        Assert.Empty(report.Unknown);
        Assert.Equal(ModelState.Missing, store.StateOf(restricted));
        Assert.Equal([restricted], ModelImport.Run(store, _source.Path, acceptLicence: true).Taken.Select(taken => taken.Card));
        Assert.Equal([restricted, Two], ModelImport.Run(store, _source.Path, acceptLicence: false).AlreadyThere);
    }

    [Fact]
    public void A_link_is_followed_and_one_that_leads_nowhere_is_left_aside()
    {
        Put("blobs/one", Content);
        File.CreateSymbolicLink(_source.File("a.onnx"), _source.File("blobs/one"));
        File.CreateSymbolicLink(_source.File("b.onnx"), _source.File("blobs/gone"));

        var report = Import();

        Assert.Equal([(One, _source.File("a.onnx"))], report.Taken);
    }

    [Fact]
    public void Hidden_files_and_folders_are_left_out_and_counted()
    {
        Put("a/one.onnx", Content);
        Put("a/._one.onnx", [1]);
        Put(".trash/two.onnx", Cards.Bytes(7_000, seed: 2));

        var report = Import();

        Assert.Equal([One], report.Taken.Select(taken => taken.Card));
        Assert.Empty(report.Unknown);
        Assert.StartsWith("2 entries are left out", report.LeftOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_copy_that_cannot_be_finished_leaves_nothing_behind()
    {
        Put("a.onnx", Content);
        Directory.CreateDirectory(Store.PathOf(One)); // a folder stands where the file must go

        Assert.ThrowsAny<Exception>(() => Import());

        Assert.Equal(["one.onnx"], Stored());
        Assert.Empty(Directory.GetFileSystemEntries(Store.PathOf(One)));
    }

    [Fact]
    public void A_copy_that_breaks_off_or_changes_on_the_way_leaves_nothing_behind()
    {
        Assert.Throws<IOException>(() => ModelFile.Place(Store, One, new BreakingStream(Content, 3_000), "the stick"));
        Assert.Empty(Stored());

        var error = Assert.ThrowsAny<FailureException>(() => ModelFile.Place(Store, One, new MemoryStream(Content[..3_000]), "the stick"));
        Assert.Contains("'one' from the stick is not the file that its card describes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Stored());
    }

    [Fact]
    public void No_more_is_read_than_it_takes_to_see_that_a_file_is_too_long()
    {
        using var endless = new EndlessStream();

        Assert.ThrowsAny<FailureException>(() => ModelFile.Place(Store, One, endless, "the net"));

        Assert.InRange(endless.Given, Content.Length + 1, 2 << 20);
        Assert.Empty(Stored());
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named() => Assert.Contains(
        "There is no folder '/not/there'",
        Assert.ThrowsAny<FailureException>(() => ModelImport.Run(Store, "/not/there", acceptLicence: true)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_models_of_the_test_data_are_those_of_their_cards()
    {
        var store = new ModelStore(_target.File("real"), ModelCatalog.BuiltIn);

        var report = ModelImport.Run(store, TestData.Path("models"), acceptLicence: true);

        Assert.Equal(
            ["mobilefacenet-foamliu", "mobilefacenet-y1", "omz-reid-0095", "scrfd-2.5g", "scrfd-500m-640", "yunet-2023mar", "yunet-n",
            "yunet-s"],
            report.Taken.Select(taken => taken.Card.Id).Order(StringComparer.Ordinal));
        Assert.All(report.Taken, taken => Assert.Equal(ModelState.Present, store.Verify(taken.Card)));
    }

    private ModelImportReport Import() => ModelImport.Run(Store, _source.Path, acceptLicence: true);

    private IEnumerable<string?> Stored() => Directory.GetFileSystemEntries(Store.Folder).Select(Path.GetFileName);

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_source.File(name))!);
        File.WriteAllBytes(_source.File(name), content);
    }

    // A stick that is pulled out.
    private sealed class BreakingStream(byte[] content, int breaksAfter) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => Position >= breaksAfter
            ? throw new IOException("Input/output error")
            : base.Read(buffer[..Math.Min(buffer.Length, breaksAfter - (int)Position)]);
    }

    private sealed class EndlessStream : MemoryStream
    {
        public long Given { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            buffer.Clear();
            Given += buffer.Length;
            return buffer.Length;
        }
    }
}
