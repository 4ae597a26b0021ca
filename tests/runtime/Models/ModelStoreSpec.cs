using Analytics.Contracts;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class ModelStoreSpec : IDisposable
{
    private static readonly byte[] Content = Cards.Bytes(5_000);
    private static readonly ModelCard Imported = Cards.Of("mine", Content);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_file_is_present_and_handed_out_as_it_is()
    {
        var store = Filled(Content);

        Assert.Equal(ModelState.Present, store.StateOf(Imported));
        Assert.Equal(ModelState.Present, store.Verify(Imported));
        Assert.Equal(Content, store.Load(Imported));
    }

    [Fact]
    public void One_flipped_bit_anywhere_is_found() =>
        Gen.Select(Gen.Int[0, Content.Length - 1], Gen.Int[0, 7]).Sample(
            (at, bit) =>
            {
                byte[] altered = [.. Content];
                altered[at] ^= (byte)(1 << bit);
                var store = Filled(altered);

                Assert.Equal(ModelState.Altered, store.Verify(Imported));
                Assert.ThrowsAny<FailureException>(() => store.Load(Imported));
            },
            iter: 50,
            threads: 1);

    [Fact]
    public void An_altered_file_is_named_with_its_path_both_hashes_and_the_remedy()
    {
        byte[] altered = [.. Content];
        altered[17] ^= 1;
        var store = Filled(altered);

        var message = Assert.ThrowsAny<FailureException>(() => store.Load(Imported)).Shown();

        Says(
            message, "Model 'mine'", _folder.File("mine.onnx"), "is altered", Imported.Sha256, Cards.Of("x", altered).Sha256,
            "Delete the file",
            "analytics models import DIR");
    }

    [Fact]
    public void A_file_of_another_length_is_altered_at_the_first_glance()
    {
        var store = Filled(Content[1..]);

        Assert.Equal(ModelState.Altered, store.StateOf(Imported));
        Assert.Equal(ModelState.Altered, store.Verify(Imported));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not/there/yet")]
    public void A_missing_file_is_named_with_the_folder_and_the_remedy(string below)
    {
        var store = Cards.Store(_folder.File(below), Imported);

        Assert.Equal(ModelState.Missing, store.StateOf(Imported));
        Assert.Equal(ModelState.Missing, store.Verify(Imported));
        Says(
            Assert.ThrowsAny<FailureException>(() => store.Load(Imported)).Shown(),
            "Model 'mine' is not in", store.Folder, "analytics models import DIR", Imported.Source.Page);
    }

    [Fact]
    public void A_model_that_can_be_downloaded_is_pulled_by_its_pack()
    {
        var store = new ModelStore(_folder.Path, ModelCatalog.BuiltIn);

        string Remedy(string id, ModelTask task) =>
            Assert.ThrowsAny<FailureException>(() => store.Load(store.Catalog.Card(id, task))).Shown();

        Says(Remedy("sface-2021dec", ModelTask.Embed), "analytics models pull opencv", "analytics models import DIR");
        Says(Remedy("scrfd-2.5g", ModelTask.Detect), "analytics models pull scrfd-2.5g");
        Says(Remedy("omz-reid-0095", ModelTask.Embed), "analytics models import DIR", "open_model_zoo");
    }

    [Fact]
    public void What_comes_with_the_release_is_there_whatever_the_store_holds()
    {
        var store = new ModelStore(_folder.File("nothing/here"), ModelCatalog.BuiltIn);

        Assert.All(store.Catalog.CardsOf(store.Catalog.Pack(ModelPack.Default)), card => Assert.Equal(card.Bytes, store.Load(card).Length));
        Assert.All(store.Catalog.Cards.Where(card => card.Bundled), card => Assert.Equal(ModelState.Present, store.Verify(card)));
        Assert.All(
            store.Catalog.Cards.Where(card => card.Bundled),
            card => Assert.InRange(card.Bytes, 1, card.Task == ModelTask.Detect ? 1_000_000 : 5_000_000));
    }

    [Fact]
    public void A_bundled_file_that_is_missing_is_named_with_its_own_folder_and_remedy()
    {
        var lost = Imported with { Bundled = true, File = "lost.onnx" };
        var store = Filled(Content);

        Says(Assert.ThrowsAny<FailureException>(() => store.Load(lost)).Shown(), ModelStore.BundleFolder,
            "install or build the release again");
    }

    [Theory]
    [InlineData("/opt/models", "/data", "/opt/models")]
    [InlineData(null, "/data", "/data/analytics/models")]
    [InlineData("", "/data", "/data/analytics/models")]
    public void The_folder_is_the_one_of_the_variable_else_lies_in_the_users_data(string? named, string? data, string expected) =>
        Assert.Equal(expected, ModelStore.DefaultFolder(Variables(named, data)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative")] // to be ignored, says the XDG base directory specification
    public void Without_variables_the_folder_lies_in_the_home(string? data) => Assert.Equal(
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/analytics/models"),
        ModelStore.DefaultFolder(Variables(null, data)));

    private static Func<string, string?> Variables(string? models, string? data) => name => name switch
    {
        "ANALYTICS_MODELS" => models,
        "XDG_DATA_HOME" => data,
        _ => null,
    };

    private static void Says(string message, params string[] parts) =>
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));

    private ModelStore Filled(byte[] content)
    {
        File.WriteAllBytes(_folder.File(Imported.File), content);
        return Cards.Store(_folder.Path, Imported);
    }
}
