using Analytics.Contracts;
using Analytics.Evaluate;
using Analytics.Runtime.Models;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Evaluate;

public sealed class FalseMatchMeasurementSpec
{
    private const int Length = 8;
    private const double Step = 1e-4;
    private static readonly ModelId Model = new("test");

    // More templates than fit into one block of the comparison, so that pairs within and across blocks occur.
    private static readonly Gen<Template[][]> Crowd =
        Gen.Select(Gen.Int[2, 60], Gen.Int).Select((people, seed) =>
        {
            var random = new Random(seed);
            return Enumerable.Range(0, people).Select(_ => Enumerable.Range(0, random.Next(6, 10)).Select(_ => Any(random)).ToArray())
                .ToArray();
        });

    [Fact]
    public void The_table_is_that_of_comparing_every_pair_one_by_one() =>
        Gen.Select(Crowd, Gen.Int[1, 3]).Sample(
            (people, workers) =>
            {
                var similarities = CrossPersonPairs(people);

                var calibration = FalseMatchMeasurement.Measure(people, "made up", workers);

                Assert.Equal(similarities.Count, calibration.Pairs);
                Assert.Equal(people.Sum(pictures => pictures.Length), calibration.Images);
                Assert.Equal(people.Length, calibration.People);
                Assert.NotEmpty(calibration.Table);
                foreach (var row in calibration.Table)
                {
                    // A pair whose similarity lies on the edge may fall to either side of it.
                    Assert.InRange(
                        row.FalseMatchRate * similarities.Count,
                        similarities.Count(value => value >= row.Similarity + 1e-6) - 0.001,
                        similarities.Count(value => value >= row.Similarity - 1e-6) + 0.001);
                }
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void Each_row_is_the_lowest_similarity_of_its_rate_and_none_rests_on_fewer_than_30_pairs() =>
        Crowd.Sample(
            people =>
            {
                var similarities = CrossPersonPairs(people);
                var table = FalseMatchMeasurement.Measure(people, "made up", 1).Table;

                Assert.Equal(1, table[0].FalseMatchRate);
                Assert.All(table, row => Assert.True(row.FalseMatchRate * similarities.Count >= 29.999));
                foreach (var (row, previous) in table.Skip(1).Zip(table))
                {
                    Assert.True(row.Similarity > previous.Similarity && row.FalseMatchRate <= previous.FalseMatchRate);
                    // The rates are those of quarter decades. One step lower, too many pairs reach the similarity for the row's.
                    var before = similarities.Count(value => value >= row.Similarity - Step - 1e-6) / (double)similarities.Count;
                    var rate = Math.Pow(10, Math.Floor(4 * Math.Log10(before) + 1e-9) / 4);
                    Assert.True(row.FalseMatchRate <= rate * 1.000001, $"{row.FalseMatchRate} at {row.Similarity} is above {rate}.");
                }
            },
            iter: 20,
            threads: 1);

    [Fact]
    public void What_was_measured_makes_a_sound_card() =>
        Crowd.Sample(
            people =>
            {
                var calibration = FalseMatchMeasurement.Measure(people, "made up", 2);
                var card = ModelCatalog.BuiltIn.Card("omz-reid-0095", ModelTask.Embed) with { Calibration = calibration };
                var json = System.Text.Encoding.UTF8.GetBytes(card.ToJson());

                Assert.Equal(calibration.Table, ModelCard.Parse(json, "mine").Calibration!.Table);
            },
            iter: 10,
            threads: 1);

    [Fact]
    public void Pictures_of_one_person_are_never_compared_with_each_other()
    {
        var same = Enumerable.Range(0, 40).Select(_ => new Template(Model, [1, 0])).ToArray();

        var calibration = FalseMatchMeasurement.Measure([same, [new Template(Model, [0, 1])]], "made up", 1);

        Assert.Equal(40, calibration.Pairs);
        Assert.Equal([new CalibrationPoint(0, 1) { Lower = 1, Upper = 1 }], calibration.Table);
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(40, 0)]
    public void Too_few_pairs_claim_nothing(int pictures, int strangers)
    {
        Template[] One(int count) => [.. Enumerable.Range(0, count).Select(_ => new Template(Model, [1, 0]))];

        var error = Assert.ThrowsAny<FailureException>(() => FalseMatchMeasurement.Measure([One(pictures), One(strangers)], "made up", 1));
        Assert.Contains("too few for a calibration", error.Message, StringComparison.Ordinal);
    }

    private static List<double> CrossPersonPairs(Template[][] people)
    {
        var templates = people.SelectMany((pictures, person) => pictures.Select(template => (template, person))).ToList();
        return
        [
            .. from i in Enumerable.Range(0, templates.Count)
               from j in Enumerable.Range(i + 1, templates.Count - i - 1)
               where templates[i].person != templates[j].person
               select Cosine(templates[i].template, templates[j].template),
        ];
    }

    private static double Cosine(Template left, Template right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += (double)left.Vector[i] * right.Vector[i];
        }

        return sum;
    }

    private static Template Any(Random random) => new(Model, [.. Enumerable.Range(0, Length).Select(_ => random.NextSingle() - 0.5f)]);
}
