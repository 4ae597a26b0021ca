using Analytics.Contracts;
using Analytics.Evaluate;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Evaluate;

public sealed class LfwProtocolSpec
{
    // Two folds whose thresholds, accuracies and rates were worked out by hand.
    private static readonly (float Similarity, bool Same)[] First = [(0.9f, true), (0.8f, true), (0.3f, false), (0.2f, false)];
    private static readonly (float Similarity, bool Same)[] Second = [(0.7f, true), (0.1f, true), (0.6f, false), (0.0f, false)];

    private static readonly Gen<(float Similarity, bool Same)[]> Pairs = Gen.Select(Gen.Float[-0.99f, 0.99f], Gen.Bool).Array[1, 60];

    [Fact]
    public void Pairs_of_one_person_have_three_columns_and_pairs_of_two_have_four()
    {
        using var file = TwoFolds("Ann_Lee\t1\t12", "Bob\t3\tCid_De_La_Cruz\t1234", "Bob 1  2", "Ann_Lee\t2\tBob\t1");

        var folds = LfwProtocol.ReadPairs(file.Path);

        Assert.Equal(2, folds.Count);
        Assert.Equal(
            [
                new LfwPair("Ann_Lee/Ann_Lee_0001.jpg", "Ann_Lee/Ann_Lee_0012.jpg", true),
                new LfwPair("Bob/Bob_0003.jpg", "Cid_De_La_Cruz/Cid_De_La_Cruz_1234.jpg", false),
            ],
            folds[0]);
        Assert.Equal([true, false], folds[1].Select(pair => pair.Same));
    }

    [Theory]
    [InlineData("Ann_Lee\t1")]
    [InlineData("")]
    [InlineData("Ann_Lee 1 Bob 2 Cid")]
    public void A_line_that_is_no_pair_is_named_by_its_number(string line)
    {
        using var file = TwoFolds("Ann_Lee\t1\t2", "Ann_Lee\t1\tBob\t2", line, "Ann_Lee\t1\tBob\t2");

        var error = Assert.ThrowsAny<FailureException>(() => LfwProtocol.ReadPairs(file.Path));

        Assert.Equal($"{file.Path}, line 4: '{line}' is not a pair; it needs three or four columns.", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("ten\t300")]
    [InlineData("10\t300")] // the lines that follow are missing
    [InlineData("0\t1\nAnn\t1\t2")]
    [InlineData("1\t0\nAnn\t1\t2")]
    [InlineData("-1\t-1\nAnn\t1\t2\nAnn\t1\tBob\t2")]
    [InlineData("65536\t32768\nAnn\t1\t2")] // more pairs than an int can count
    public void A_file_that_does_not_begin_as_it_should_is_refused(string text)
    {
        using var file = new TempFile(text, ".txt");

        var error = Assert.ThrowsAny<FailureException>(() => LfwProtocol.ReadPairs(file.Path));

        Assert.Contains("is not a pairs file of LFW", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Contains(
        "'/not/there.txt'", Assert.ThrowsAny<FailureException>(() => LfwProtocol.ReadPairs("/not/there.txt")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void The_official_pairs_are_ten_folds_of_300_of_each_kind()
    {
        var folds = LfwProtocol.ReadPairs(TestData.Path("sets/lfw_pairs.txt"));

        Assert.Equal(10, folds.Count);
        Assert.All(folds, pairs => Assert.Equal((300, 300), (pairs.Count(pair => pair.Same), pairs.Count(pair => !pair.Same))));
    }

    [Fact]
    public void A_fold_is_judged_by_the_threshold_of_the_others()
    {
        var score = LfwProtocol.Score([First, Second]);

        // The second fold asks for .65, which sorts all of the first; the first asks for .55, which sorts half of the second.
        Assert.Equal(0.75, score.Accuracy, 6);
        Assert.Equal(0.25, score.Deviation, 6);
        Assert.Equal(8, score.Pairs);
        Assert.Equal(0.65f, score.Threshold, 5);
        Assert.Equal(new AcceptRate(1e-2, 0.75, 0.6f), score.AtOnePercent);
        Assert.Equal(new AcceptRate(1e-3, 0.75, 0.6f), score.AtOnePerMille);
    }

    [Fact]
    public void A_single_fold_is_judged_by_its_own_threshold() => Assert.Equal(1, LfwProtocol.Score([First]).Accuracy);

    [Theory]
    [InlineData(0.0, 0.6f, 0.75)]
    [InlineData(0.25, 0.3f, 0.75)]
    [InlineData(0.5, 0.2f, 0.75)]
    [InlineData(0.75, 0.0f, 1.0)]
    [InlineData(1.0, -1.0f, 1.0)]
    public void At_a_rate_of_false_accepts_as_many_strangers_pass(double rate, float similarity, double trueAccepts) =>
        Assert.Equal(new AcceptRate(rate, trueAccepts, similarity), LfwProtocol.TrueAccepts([.. First, .. Second], rate));

    [Fact]
    public void Never_more_strangers_pass_than_the_rate_allows_and_a_lower_limit_would_let_too_many_through() =>
        Gen.Select(Pairs, Gen.Double[0, 1]).Sample((pairs, rate) =>
        {
            var strangers = pairs.Where(pair => !pair.Same).Select(pair => pair.Similarity).ToList();
            var limit = LfwProtocol.TrueAccepts(pairs, rate).Similarity;

            Assert.True(strangers.Count(similarity => similarity > limit) <= rate * strangers.Count);
            Assert.True(limit <= -1 || strangers.Count(similarity => similarity >= limit) > Math.Floor(rate * strangers.Count));
        });

    [Fact]
    public void No_threshold_gives_more_right_answers_than_the_best_one() =>
        Gen.Select(Pairs, Gen.Float[-1.1f, 1.1f]).Sample((pairs, other) =>
        {
            int Right(float threshold) => pairs.Count(pair => pair.Similarity >= threshold == pair.Same);

            Assert.True(Right(LfwProtocol.BestThreshold(pairs)) >= Right(other));
        });

    private static TempFile TwoFolds(params string[] lines) => new($"2\t1\n{string.Join('\n', lines)}\n", ".txt");
}
