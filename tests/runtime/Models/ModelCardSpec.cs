using System.Text;
using Analytics.Contracts;
using Analytics.Runtime.Models;
using Xunit;

namespace Analytics.Tests.Runtime;

public sealed class ModelCardSpec
{
    private static readonly ModelCatalog Catalog = ModelCatalog.BuiltIn;

    [Fact]
    public void Every_card_of_this_build_reads_back_as_it_was_written() =>
        Assert.All(Catalog.Cards, card => Assert.Equal(card.ToJson(), Parse(card.ToJson()).ToJson()));

    [Theory]
    [InlineData("yunet-2023mar", ModelTask.Detect, false)]
    [InlineData("yunet-s", ModelTask.Detect, false)]
    [InlineData("scrfd-500m", ModelTask.Detect, true)]
    [InlineData("scrfd-2.5g", ModelTask.Detect, true)]
    [InlineData("scrfd-10g", ModelTask.Detect, true)]
    [InlineData("sface-2021dec", ModelTask.Embed, false)]
    [InlineData("omz-reid-0095", ModelTask.Embed, false)]
    [InlineData("mobilefacenet-foamliu", ModelTask.Embed, false)]
    [InlineData("mobilefacenet-y1", ModelTask.Embed, true)]
    [InlineData("arcface-w600k-mbf", ModelTask.Embed, true)]
    [InlineData("arcface-w600k-r50", ModelTask.Embed, true)]
    public void The_models_of_the_field_have_cards_that_ask_where_the_licence_forbids_some_uses(string id, ModelTask task, bool asks) =>
        Assert.Equal(asks, Catalog.Card(id, task).Licence.RequiresAcceptance);

    [Fact]
    public void A_model_of_InsightFace_is_never_fetched_unasked()
    {
        var insightFace = Catalog.Cards.Where(card => card.Licence.Id.Contains("InsightFace", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(insightFace);
        Assert.All(insightFace, card => Assert.True(card.Licence.RequiresAcceptance, card.Id));
        Assert.All(
            Catalog.Cards.Where(card => $"{card.Source.Page} {card.Source.Download}".Contains("deepinsight", StringComparison.Ordinal)),
            card => Assert.Contains(card, insightFace));
    }

    [Fact]
    public void What_was_trained_here_says_how_on_what_and_where_it_must_not_be_trusted() => Assert.All(
        Catalog.Cards.Where(card => card.Bundled),
        card =>
        {
            Assert.NotEmpty(card.Training!.Data);
            Assert.NotEmpty(card.Training.Limits);
            Assert.NotEmpty(card.Figures!);
        });

    [Fact]
    public void A_pack_is_a_detector_and_an_embedder_and_the_default_one_asks_nothing()
    {
        foreach (var pack in Catalog.Packs)
        {
            Assert.Equal([ModelTask.Detect, ModelTask.Embed], Catalog.CardsOf(pack).Select(card => card.Task));
        }

        Assert.All(Catalog.CardsOf(Catalog.Pack(ModelPack.Default)), card => Assert.False(card.Licence.RequiresAcceptance));
    }

    [Fact]
    public void A_pack_that_names_no_detector_or_no_embedder_is_refused()
    {
        var (detector, embedder) = (Catalog.Card("yunet-s", ModelTask.Detect), Catalog.Card("omz-reid-0095", ModelTask.Embed));
        ModelPack Pack(string detect, string embed) => new() { Name = "mine", Summary = "", Detector = detect, Embedder = embed };

        Assert.Single(new ModelCatalog([detector, embedder], [Pack("yunet-s", "omz-reid-0095")]).Packs);
        Assert.Throws<InvalidDataException>(() => new ModelCatalog([detector, embedder], [Pack("omz-reid-0095", "yunet-s")]));
        Assert.Throws<InvalidDataException>(() => new ModelCatalog([detector], [Pack("yunet-s", "omz-reid-0095")]));
    }

    [Fact]
    public void Two_cards_of_one_id_or_file_are_refused()
    {
        var card = Catalog.Card("yunet-s", ModelTask.Detect);

        Assert.Throws<InvalidDataException>(() => new ModelCatalog([card, card with { File = "other.onnx" }], []));
        Assert.Throws<InvalidDataException>(() => new ModelCatalog([card, card with { Id = "other" }], []));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names_there_are()
    {
        var pack = Assert.ThrowsAny<FailureException>(() => Catalog.Pack("omzz"));
        var model = Assert.ThrowsAny<FailureException>(() => Catalog.Card("omz-reid-0095", ModelTask.Detect));

        Assert.Contains("'omzz' is not a model pack; choose one of bundled, omz, opencv,", pack.Message, StringComparison.Ordinal);
        Assert.Contains("analytics models list", pack.Shown(), StringComparison.Ordinal);
        Assert.Contains("'omz-reid-0095' is not a model that can detect faces", model.Message, StringComparison.Ordinal);
        Assert.Contains("yunet-s", model.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"id\": \"yunet-s\"", "\"id\": \"yunet-s\", \"colour\": \"blue\"", "colour")]
    [InlineData("\"maxBatch\": 8", "\"maxBatches\": 8", "maxBatches")]
    [InlineData("\"maxBatch\": 8,", "", "maxBatch")]
    [InlineData("\"maxBatch\": 8", "\"maxBatch\": 8, \"maxBatch\": 9", "maxBatch")]
    [InlineData("\"file\": \"yunet_s_dynamic.onnx\"", "\"file\": null", "file")]
    [InlineData("\"task\": \"detect\"", "\"task\": \"guess\"", "task")]
    [InlineData("\"kind\": \"yunet\"", "\"kind\": \"yolo\"", "kind")]
    public void A_member_that_is_unknown_missing_doubled_empty_or_wrong_is_named(string written, string altered, string named)
    {
        var json = Catalog.Card("yunet-s", ModelTask.Detect).ToJson();
        Assert.Contains(written, json, StringComparison.Ordinal);

        var error = Assert.Throws<InvalidDataException>(() => Parse(json.Replace(written, altered, StringComparison.Ordinal)));

        Assert.StartsWith("Model card 'models/mine.json' cannot be read:", error.Message, StringComparison.Ordinal);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    public void What_is_no_card_is_refused(string json) =>
        Assert.Contains("models/mine.json", Assert.Throws<InvalidDataException>(() => Parse(json)).Message, StringComparison.Ordinal);

    private static ModelCard Parse(string json) => ModelCard.Parse(Encoding.UTF8.GetBytes(json), "models/mine.json");
}
